package dev.darkroom.gateway;

import dev.darkroom.gateway.auth.ApiKey;
import dev.darkroom.gateway.http.ApiDocument;
import dev.darkroom.gateway.http.ApiServer.Endpoint;
import dev.darkroom.gateway.http.HttpApi;
import dev.darkroom.gateway.http.HttpMeter;
import dev.darkroom.gateway.limit.Turnstile;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** A running gateway. */
public final class GatewayService implements AutoCloseable {
  private final Wiring wiring;
  private final HttpApi http;
  private final URI url;
  private final String apiKey;

  private GatewayService(Wiring wiring, HttpApi http, URI url, String apiKey) {
    this.wiring = wiring;
    this.http = http;
    this.url = url;
    this.apiKey = apiKey;
  }

  /**
   * Starts a gateway with an admin's key for tenant {@code default}, the settings' or a generated
   * one, beside those of the log. Returns once it listens; {@code /readyz} says when it takes jobs.
   *
   * @throws IllegalStateException where the port cannot be had
   */
  public static GatewayService start(GatewaySettings settings, Backends backends) {
    String key = settings.access().apiKey().orElseGet(() -> ApiKey.generate(new SecureRandom()));
    ApiKey first = ApiKey.of(key);
    Wiring wiring = new Wiring(settings, backends, InstantSource.system(), new SecureRandom());
    try {
      GatewaySettings.Place place = settings.place();
      ApiDocument document = ApiDocument.load();
      // Known once the server has its port, and asked for only then.
      AtomicReference<String> base = new AtomicReference<>("");
      HttpApi http =
          HttpApi.start(
              new HttpApi.Parts(
                  document,
                  wiring.routes(document, base::get),
                  wiring.keys(first),
                  new Turnstile(settings.access().limits(), System::nanoTime),
                  caller -> caller.payer().map(wiring.budgets()::standing),
                  wiring.auditor(),
                  new HttpMeter(wiring.registry()),
                  UUID::randomUUID),
              new Endpoint(place.host(), place.port(), place.tls()),
              settings.http());
      URI url = place.url(http.port());
      base.set(url.toString());
      return new GatewayService(wiring, http, url, key);
    } catch (RuntimeException e) {
      wiring.close();
      throw e;
    }
  }

  /** The port that it listens on. */
  public int port() {
    return http.port();
  }

  /** Where clients reach it. */
  public URI url() {
    return url;
  }

  /** The key that clients need. */
  public String apiKey() {
    return apiKey;
  }

  /** What {@code /metrics} shows: a process that holds more than a gateway adds its own to it. */
  public MeterRegistry metrics() {
    return wiring.registry();
  }

  /** Stops listening, then stops following the log. */
  @Override
  public void close() {
    try (wiring) {
      http.close();
    }
  }
}
