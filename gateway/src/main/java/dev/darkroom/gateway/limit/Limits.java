package dev.darkroom.gateway.limit;

/**
 * How often and how much at once may be asked.
 *
 * @param key requests with one key, or one token's subject
 * @param tenant requests of one tenant, all its keys together
 * @param openPerTenant requests of one tenant that are open at once, streams among them; 0 for no
 *     limit
 */
public record Limits(Rate key, Rate tenant, int openPerTenant) {
  /** None. */
  public static final Limits OFF = new Limits(Rate.OFF, Rate.OFF, 0);

  public Limits {
    if (openPerTenant < 0) {
      throw new IllegalArgumentException(
          openPerTenant + " open requests are none: use 1 or more, or 0 for no limit");
    }
  }
}
