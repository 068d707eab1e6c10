package dev.darkroom.gateway.http;

import java.time.Duration;

/** What the gateway bears at once, and for how long. */
public record HttpLimits(Sizes sizes, AtOnce atOnce, Patience patience, Pace pace) {
  public static final HttpLimits DEFAULT =
      new HttpLimits(Sizes.DEFAULT, AtOnce.DEFAULT, Patience.DEFAULT, Pace.DEFAULT);

  /**
   * Bytes of a request.
   *
   * @param body more is answered with 413
   * @param upload of a file that is brought; more is answered with 413
   * @param headers all of them; more is answered with 431
   */
  public record Sizes(int body, int upload, int headers) {
    private static final int LEAST_HEADERS = 1_024;

    public static final Sizes DEFAULT = new Sizes(1 << 20, 64 << 20, 16 << 10);

    public Sizes {
      if (body < 1 || upload < 1 || headers < LEAST_HEADERS) {
        throw new IllegalArgumentException(
            "a request may have at least 1 byte, and 1024 bytes of headers");
      }
    }

    /** Of a body that goes to a file and takes no memory; more is answered with 413. */
    public long spooled() {
      return 8L * upload;
    }
  }

  /**
   * What is answered at the same time; more is answered with 429.
   *
   * @param streams those requests among them whose answers go on
   */
  public record AtOnce(int requests, int streams) {
    public static final AtOnce DEFAULT = new AtOnce(2_000, 5_000);

    public AtOnce {
      if (requests < 1 || streams < 1) {
        throw new IllegalArgumentException("at least one request and one stream are answered");
      }
    }
  }

  /**
   * For how long a client may do nothing.
   *
   * @param slowReader how long a stream's client may take nothing before it is dropped
   * @param idle after which a connection without traffic is closed, and one that has not sent the
   *     head of its next request; longer than any wait
   */
  public record Patience(Duration slowReader, Duration idle) {
    public static final Patience DEFAULT =
        new Patience(Duration.ofSeconds(10), Duration.ofSeconds(120));

    public Patience {
      if (!slowReader.isPositive() || !idle.isPositive()) {
        throw new IllegalArgumentException("HTTP time limits must be above zero");
      }
    }
  }

  /**
   * At which a request must come.
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

  public HttpLimits with(Sizes other) {
    return new HttpLimits(other, atOnce, patience, pace);
  }

  public HttpLimits with(AtOnce other) {
    return new HttpLimits(sizes, other, patience, pace);
  }

  public HttpLimits with(Patience other) {
    return new HttpLimits(sizes, atOnce, other, pace);
  }

  public HttpLimits with(Pace other) {
    return new HttpLimits(sizes, atOnce, patience, other);
  }
}
