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
 * @param idle after which a connection without traffic is closed, and one that has not sent the
 *     head of its next request; longer than any wait
 * @param pace at which a request must come
 */
public record HttpLimits(
    int maxBodyBytes,
    int maxUploadBytes,
    int maxHeaderBytes,
    int maxRequests,
    int maxStreams,
    Duration slowReader,
    Duration idle,
    Pace pace) {
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          1_048_576,
          64 << 20,
          16_384,
          2_000,
          5_000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(120));

  /**
   * How slow a client may be.
   *
   * @param head after which a new connection must have sent the head of its first request
   * @param look how often a body that is on its way is looked at
   * @param bytesPerLook of a body that must have come in between; less is answered with 408
   */
  public record Pace(Duration head, Duration look, int bytesPerLook) {
    /** A kibibyte a second. */
    public static final Pace DEFAULT =
        new Pace(Duration.ofSeconds(15), Duration.ofSeconds(15), 15 << 10);

    public Pace {
      if (!head.isPositive() || !look.isPositive() || bytesPerLook < 1) {
        throw new IllegalArgumentException("a pace is above zero");
      }
    }
  }

  /** Limits at the usual pace. */
  public HttpLimits(
      int maxBodyBytes,
      int maxUploadBytes,
      int maxHeaderBytes,
      int maxRequests,
      int maxStreams,
      Duration slowReader,
      Duration idle) {
    this(
        maxBodyBytes,
        maxUploadBytes,
        maxHeaderBytes,
        maxRequests,
        maxStreams,
        slowReader,
        idle,
        Pace.DEFAULT);
  }

  /** The same with another pace. */
  public HttpLimits with(Pace other) {
    return new HttpLimits(
        maxBodyBytes,
        maxUploadBytes,
        maxHeaderBytes,
        maxRequests,
        maxStreams,
        slowReader,
        idle,
        other);
  }

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
