package dev.darkroom.gateway;

import dev.darkroom.gateway.hook.HookSettings;
import dev.darkroom.gateway.http.HttpLimits;
import dev.darkroom.gateway.http.Tls;
import dev.darkroom.gateway.limit.Limits;
import dev.darkroom.gateway.request.RequestLimits;
import dev.darkroom.gateway.token.TokenSettings;
import dev.darkroom.gateway.view.Sweeper;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How a gateway is run.
 *
 * @param place where it listens, and where clients reach it
 * @param access who is let in, and how often
 * @param requests what one request may ask for
 * @param http what the gateway bears at once
 * @param times how long things last
 * @param janitor when what nobody needs any more is swept out of the object store
 * @param hooks how webhooks are told
 */
public record GatewaySettings(
    Place place,
    Access access,
    RequestLimits requests,
    HttpLimits http,
    Times times,
    Sweeper.Settings janitor,
    HookSettings hooks) {

  /**
   * Where a gateway listens, and where clients reach it.
   *
   * @param host the address to listen on; the loopback one unless said otherwise
   * @param port 0 for any free one
   * @param publicUrl where clients reach it, if that is not where it listens
   * @param tls its certificate; empty for plain HTTP
   */
  public record Place(String host, int port, Optional<URI> publicUrl, Optional<Tls> tls) {
    private static final int MAX_PORT = 65_535;

    public Place {
      if (host.isBlank()) {
        throw new IllegalArgumentException("gateway.host is empty: use 127.0.0.1, for instance");
      }
      if (port < 0 || port > MAX_PORT) {
        throw new IllegalArgumentException(
            "gateway.port " + port + " is not in 0 … " + MAX_PORT + " (0 for any free one)");
      }
      if (publicUrl.isPresent() && !publicUrl.get().isAbsolute()) {
        throw new IllegalArgumentException(
            "gateway.public-url " + publicUrl.get() + " is not absolute: use https://farm.example");
      }
    }

    /** Where clients reach it, now that it has its port. */
    URI url(int listening) {
      return publicUrl.orElseGet(() ->
          URI.create(
              (tls.isPresent() ? "https://" : "http://")
                  + (host.contains(":") ? "[" + host + "]" : host)
                  + ":"
                  + listening));
    }
  }

  /**
   * Who is let in, and how often.
   *
   * @param apiKey the farm's key; empty and one is generated
   * @param limits how often, and how much at once, a key and a tenant may ask
   * @param tokens whose tokens are let in beside keys, if any
   */
  public record Access(Optional<String> apiKey, Limits limits, Optional<TokenSettings> tokens) {
    /** Whoever has a key that is generated, as often as they like. */
    static final Access DEFAULT = new Access(Optional.empty(), Limits.OFF, Optional.empty());
  }

  /**
   * How long things last.
   *
   * @param reply after which a submit is answered without the scheduler's word
   * @param unknownJob how long an unknown job id is waited for before it is answered with 404
   * @param longestWait what a longer {@code Prefer: wait} is cut to
   * @param heartbeat how long an event stream may be silent
   * @param urlTtl how long presigned URLs are good, to fetch outputs from and to put files to
   * @param modelTtl how long a newly published model may go unseen
   */
  public record Times(
      Duration reply,
      Duration unknownJob,
      Duration longestWait,
      Duration heartbeat,
      Duration urlTtl,
      Duration modelTtl) {
    /** The longest that the S3 API signs a URL for. */
    private static final Duration MAX_URL_TTL = Duration.ofDays(7);

    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            Duration.ofHours(1),
            Duration.ofSeconds(2));

    /** The same with another wait for an unknown job. */
    public Times waitingForUnknown(Duration wait) {
      return new Times(reply, wait, longestWait, heartbeat, urlTtl, modelTtl);
    }

    /** The same with another wait for the scheduler's word. */
    public Times waitingForReply(Duration wait) {
      return new Times(wait, unknownJob, longestWait, heartbeat, urlTtl, modelTtl);
    }

    /** The same with URLs that are good for another time. */
    public Times signingFor(Duration ttl) {
      return new Times(reply, unknownJob, longestWait, heartbeat, ttl, modelTtl);
    }

    public Times {
      if (!reply.isPositive()) {
        throw new IllegalArgumentException("the gateway's wait for a reply must be above zero");
      }
      if (unknownJob.isNegative()
          || longestWait.isNegative()
          || modelTtl.isNegative()
          || !heartbeat.isPositive()) {
        throw new IllegalArgumentException(
            "the gateway's times must not be negative, and the heartbeat above zero");
      }
      if (urlTtl.compareTo(Duration.ofSeconds(1)) < 0 || urlTtl.compareTo(MAX_URL_TTL) > 0) {
        throw new IllegalArgumentException(
            "the outputs' URLs are good for " + urlTtl + ": use 1 second to 7 days");
      }
    }
  }

  public GatewaySettings {
    if (http.patience().idle().compareTo(times.longestWait()) <= 0
        || http.patience().idle().compareTo(times.heartbeat()) <= 0) {
      throw new IllegalArgumentException(
          "connections are closed after "
              + http.patience().idle()
              + " without traffic: let no wait and no heartbeat be as long");
    }
  }

  /** On the loopback address, with a generated key and every default. */
  public static GatewaySettings onPort(int port) {
    return new GatewaySettings(
        new Place("127.0.0.1", port, Optional.empty(), Optional.empty()),
        Access.DEFAULT,
        RequestLimits.DEFAULT,
        HttpLimits.DEFAULT,
        Times.DEFAULT,
        Sweeper.Settings.DEFAULT,
        HookSettings.DEFAULT);
  }

  public GatewaySettings withHost(String host) {
    return with(new Place(host, place.port(), place.publicUrl(), place.tls()));
  }

  public GatewaySettings withPublicUrl(URI url) {
    return with(new Place(place.host(), place.port(), Optional.of(url), place.tls()));
  }

  public GatewaySettings with(Tls tls) {
    return with(new Place(place.host(), place.port(), place.publicUrl(), Optional.of(tls)));
  }

  public GatewaySettings withApiKey(String key) {
    return with(new Access(Optional.of(key), access.limits(), access.tokens()));
  }

  public GatewaySettings with(Limits other) {
    return with(new Access(access.apiKey(), other, access.tokens()));
  }

  public GatewaySettings with(TokenSettings other) {
    return with(new Access(access.apiKey(), access.limits(), Optional.of(other)));
  }

  private GatewaySettings with(Place other) {
    return new GatewaySettings(other, access, requests, http, times, janitor, hooks);
  }

  private GatewaySettings with(Access other) {
    return new GatewaySettings(place, other, requests, http, times, janitor, hooks);
  }

  public GatewaySettings with(RequestLimits other) {
    return new GatewaySettings(place, access, other, http, times, janitor, hooks);
  }

  public GatewaySettings with(HttpLimits other) {
    return new GatewaySettings(place, access, requests, other, times, janitor, hooks);
  }

  public GatewaySettings with(Times other) {
    return new GatewaySettings(place, access, requests, http, other, janitor, hooks);
  }

  public GatewaySettings with(Sweeper.Settings other) {
    return new GatewaySettings(place, access, requests, http, times, other, hooks);
  }

  public GatewaySettings with(HookSettings other) {
    return new GatewaySettings(place, access, requests, http, times, janitor, other);
  }
}
