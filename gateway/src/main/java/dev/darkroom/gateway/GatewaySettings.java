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
 * @param apiKey the farm's key; empty and one is generated
 * @param requests what one request may ask for
 * @param http what the gateway bears at once
 * @param reply after which a submit is answered without the scheduler's word
 * @param times all other times
 * @param janitor when what nobody needs any more is swept out of the object store
 * @param limits how often, and how much at once, a key and a tenant may ask
 * @param tokens whose tokens are let in beside keys, if any
 * @param hooks how webhooks are told
 */
public record GatewaySettings(
    Place place,
    Optional<String> apiKey,
    RequestLimits requests,
    HttpLimits http,
    Duration reply,
    Times times,
    Sweeper.Settings janitor,
    Limits limits,
    Optional<TokenSettings> tokens,
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
   * How long things last.
   *
   * @param unknownJob how long an unknown job id is waited for before it is answered with 404
   * @param longestWait what a longer {@code Prefer: wait} is cut to
   * @param heartbeat how long an event stream may be silent
   * @param urlTtl how long the outputs' URLs are good
   * @param modelTtl how long a newly published model may go unseen
   */
  public record Times(
      Duration unknownJob,
      Duration longestWait,
      Duration heartbeat,
      Duration urlTtl,
      Duration modelTtl) {
    /** The longest that the S3 API signs a URL for. */
    private static final Duration MAX_URL_TTL = Duration.ofDays(7);

    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            Duration.ofHours(1),
            Duration.ofSeconds(2));

    /** The same with another wait for an unknown job. */
    public Times waitingForUnknown(Duration wait) {
      return new Times(wait, longestWait, heartbeat, urlTtl, modelTtl);
    }

    public Times {
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
    if (!reply.isPositive()) {
      throw new IllegalArgumentException("the gateway's wait for a reply must be above zero");
    }
    if (http.idle().compareTo(times.longestWait()) <= 0
        || http.idle().compareTo(times.heartbeat()) <= 0) {
      throw new IllegalArgumentException(
          "connections are closed after "
              + http.idle()
              + " without traffic: let no wait and no heartbeat be as long");
    }
  }

  /** On the loopback address, with a generated key and every default. */
  public static GatewaySettings onPort(int port) {
    return new GatewaySettings(
        new Place("127.0.0.1", port, Optional.empty(), Optional.empty()),
        Optional.empty(),
        RequestLimits.DEFAULT,
        HttpLimits.DEFAULT,
        Duration.ofSeconds(2),
        Times.DEFAULT,
        Sweeper.Settings.DEFAULT,
        Limits.OFF,
        Optional.empty(),
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

  private GatewaySettings with(Place other) {
    return new GatewaySettings(
        other, apiKey, requests, http, reply, times, janitor, limits, tokens, hooks);
  }

  public GatewaySettings withApiKey(String key) {
    return new GatewaySettings(
        place, Optional.of(key), requests, http, reply, times, janitor, limits, tokens, hooks);
  }

  public GatewaySettings with(RequestLimits other) {
    return new GatewaySettings(
        place, apiKey, other, http, reply, times, janitor, limits, tokens, hooks);
  }

  public GatewaySettings with(HttpLimits other) {
    return new GatewaySettings(
        place, apiKey, requests, other, reply, times, janitor, limits, tokens, hooks);
  }

  public GatewaySettings withReply(Duration wait) {
    return new GatewaySettings(
        place, apiKey, requests, http, wait, times, janitor, limits, tokens, hooks);
  }

  public GatewaySettings with(Times other) {
    return new GatewaySettings(
        place, apiKey, requests, http, reply, other, janitor, limits, tokens, hooks);
  }

  public GatewaySettings with(Sweeper.Settings other) {
    return new GatewaySettings(
        place, apiKey, requests, http, reply, times, other, limits, tokens, hooks);
  }

  public GatewaySettings with(Limits other) {
    return new GatewaySettings(
        place, apiKey, requests, http, reply, times, janitor, other, tokens, hooks);
  }

  public GatewaySettings with(TokenSettings other) {
    return new GatewaySettings(
        place, apiKey, requests, http, reply, times, janitor, limits, Optional.of(other), hooks);
  }

  public GatewaySettings with(HookSettings other) {
    return new GatewaySettings(
        place, apiKey, requests, http, reply, times, janitor, limits, tokens, other);
  }
}
