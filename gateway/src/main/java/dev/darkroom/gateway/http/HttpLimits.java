package dev.darkroom.gateway.http;

import java.time.Duration;

/**
 * What the gateway bears at once.
 *
 * @param maxBodyBytes of a request; more is answered with 413
 * @param maxUploadBytes of a file that is brought; more is answered with 413
 * @param maxHeaderBytes of a request; more is answered with 431
 * @param maxRequests that are being answered at once; more are answered with 429
 * @param maxStreams that are open at once; more are answered with 429
 * @param slowReader how long a stream's client may take nothing before it is dropped
 * @param idle after which a connection without traffic is closed; longer than any wait
 */
public record HttpLimits(
    int maxBodyBytes,
    int maxUploadBytes,
    int maxHeaderBytes,
    int maxRequests,
    int maxStreams,
    Duration slowReader,
    Duration idle) {
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          1_048_576,
          64 << 20,
          16_384,
          2_000,
          5_000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(120));

  /** Of a body that goes to a file and takes no memory; more is answered with 413. */
  public long maxSpooledBytes() {
    return 8L * maxUploadBytes;
  }

  public HttpLimits {
    if (maxBodyBytes < 1
        || maxUploadBytes < 1
        || maxHeaderBytes < 1_024
        || maxRequests < 1
        || maxStreams < 1) {
      throw new IllegalArgumentException(
          "HTTP limits must be at least 1, and headers at least 1024 bytes");
    }
    if (!slowReader.isPositive() || !idle.isPositive()) {
      throw new IllegalArgumentException("HTTP time limits must be above zero");
    }
  }
}
