package dev.darkroom.job.tenant;

/**
 * The key that a job was submitted with, where it has a budget: what the job's runs take is counted
 * against that.
 *
 * @param key its id
 */
public record Payer(String key, Quota.Budget budget) {
  public Payer {
    if (!KeyRecord.validId(key)) {
      throw new IllegalArgumentException("a key's id is sixteen hex digits");
    }
  }
}
