package dev.darkroom.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLHandshakeException;

/**
 * Sends requests and tries again what may be tried again: a request that was never received, one
 * that was put off (429), and one that does no harm twice when its answer is lost or unavailable.
 */
final class Transport implements AutoCloseable {
  private static final int MAX_ERROR_BYTES = 1 << 20;
  private static final int TOO_MANY = 429;
  private static final Set<Integer> UNAVAILABLE = Set.of(502, 503, 504);
  private static final Set<String> HARMLESS_TWICE = Set.of("GET", "HEAD", "PUT", "DELETE");

  private final ObjectMapper mapper = new ObjectMapper();
  private final Retries retries;
  private final HttpClient http;

  /**
   * @param ca certificates that are trusted beside the well-known authorities'
   * @throws FarmUntrusted where that file has none
   */
  Transport(Retries retries, Optional<Path> ca) {
    this.retries = retries;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    ca.map(Trust::alsoIn).ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /**
   * The answer, its status 2xx; the caller closes its body.
   *
   * @throws FarmRefused where the farm says no, for good or for longer than it is worth waiting
   * @throws FarmUnreachable where it does not answer
   * @throws FarmUntrusted where its certificate is not believed
   */
  HttpResponse<InputStream> send(HttpRequest request) {
    boolean harmless = harmlessTwice(request);
    Duration waited = Duration.ZERO;
    for (int tried = 1; ; tried++) {
      Optional<Duration> asked = Optional.empty();
      FarmException failure;
      boolean again;
      try {
        HttpResponse<InputStream> answer =
            http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() / 100 == 2) {
          return answer;
        }
        failure = refused(answer);
        again = putOff(answer.statusCode(), harmless);
        asked = retryAfter(answer);
      } catch (SSLHandshakeException e) {
        throw untrusted(request, e);
      } catch (IOException e) {
        failure = unreachable(request, e);
        again = harmless || neverReceived(e);
      } catch (InterruptedException e) {
        throw interrupted(request, e);
      }
      Optional<Duration> wait =
          again
              ? retries.next(tried, waited, asked, ThreadLocalRandom.current().nextDouble())
              : Optional.empty();
      if (wait.isEmpty()) {
        throw failure;
      }
      pause(wait.get(), request);
      waited = waited.plus(wait.get());
    }
  }

  /** One try, whatever the answer; the caller closes its body. */
  HttpResponse<InputStream> once(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  /** What a refusal says; closes its body. */
  FarmRefused refused(HttpResponse<InputStream> answer) {
    int status = answer.statusCode();
    try (InputStream body = answer.body()) {
      JsonNode problem = mapper.readTree(body.readNBytes(MAX_ERROR_BYTES));
      String message = problem.path("detail").asText(problem.path("title").asText());
      List<String> reasons = new ArrayList<>();
      problem.path("reasons").forEach(reason -> reasons.add(reason.asText()));
      return new FarmRefused(
          status,
          problem.path("code").asText("http_" + status),
          message.isEmpty() ? "the farm answered " + status : message,
          reasons);
    } catch (IOException e) {
      return new FarmRefused(status, "http_" + status, "the farm answered " + status);
    }
  }

  Retries retries() {
    return retries;
  }

  private static boolean harmlessTwice(HttpRequest request) {
    return HARMLESS_TWICE.contains(request.method())
        || request.headers().firstValue("Idempotency-Key").isPresent();
  }

  /** Whether this status means: not now. With 429 nothing was done; otherwise it may have been. */
  static boolean putOff(int status, boolean harmless) {
    return status == TOO_MANY || (harmless && UNAVAILABLE.contains(status));
  }

  private static boolean neverReceived(IOException e) {
    return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
  }

  /** In whole seconds, as the farm says it. */
  static Optional<Duration> retryAfter(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,9}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  private static void pause(Duration wait, HttpRequest request) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      throw interrupted(request, e);
    }
  }

  static FarmUnreachable interrupted(HttpRequest request, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new FarmUnreachable("interrupted while waiting for " + request.uri().getAuthority(), e);
  }

  private static FarmUnreachable unreachable(HttpRequest request, IOException e) {
    return new FarmUnreachable(
        "the farm at "
            + request.uri().resolve("/").toString().replaceAll("/$", "")
            + " does not answer: is it running ('darkroom up')?",
        e);
  }

  private static FarmUntrusted untrusted(HttpRequest request, SSLHandshakeException e) {
    return new FarmUntrusted(
        "the certificate of %s is not trusted (%s): name its authority's with --ca or DARKROOM_CA, and the farm by a name that it has"
            .formatted(request.uri().getAuthority(), e.getMessage()),
        e);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
