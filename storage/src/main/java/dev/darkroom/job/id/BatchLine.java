package dev.darkroom.job.id;

/**
 * Which line of which batch a job is.
 *
 * @param line from 1
 * @param customId the client's own name of the line, its own within the batch
 */
public record BatchLine(BatchId batch, int line, String customId) {
  public static final int MAX_CUSTOM_ID = 128;

  public BatchLine {
    if (line < 1) {
      throw new IllegalArgumentException("line " + line + " is below 1");
    }
    if (customId.isEmpty() || customId.length() > MAX_CUSTOM_ID) {
      throw new IllegalArgumentException(
          "a custom_id has 1 to " + MAX_CUSTOM_ID + " characters, this has " + customId.length());
    }
  }
}
