package dev.darkroom.gateway.limit;

/**
 * A bucket of tokens, one for each request; they come anew at an even pace until it is full.
 *
 * @param tokens in it at that time
 * @param at in nanoseconds of a clock that never goes back
 */
record Bucket(double tokens, long at) {

  /** A full one. */
  static Bucket full(Rate rate, long now) {
    return new Bucket(rate.quota(), now);
  }

  /** The same later. */
  Bucket at(Rate rate, long now) {
    double come = Math.max(0, now - at) / rate.nanosEach();
    return new Bucket(Math.min(rate.quota(), tokens + come), now);
  }

  boolean hasOne() {
    return tokens >= 1;
  }

  /** The same with one token less. */
  Bucket less() {
    return new Bucket(tokens - 1, at);
  }

  /** Nanoseconds until it has one; 0 where it does. */
  long untilOne(Rate rate) {
    return hasOne() ? 0 : (long) Math.ceil((1 - tokens) * rate.nanosEach());
  }

  /** Nanoseconds until it is full again. */
  long untilFull(Rate rate) {
    return (long) Math.ceil((rate.quota() - tokens) * rate.nanosEach());
  }
}
