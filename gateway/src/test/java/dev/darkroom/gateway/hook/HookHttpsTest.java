package dev.darkroom.gateway.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.storage.Certificates;
import dev.darkroom.storage.hook.Delivery;
import dev.darkroom.storage.hook.DeliveryState;
import dev.darkroom.storage.hook.HookAttempt;
import dev.darkroom.storage.hook.HookSamples;
import dev.darkroom.storage.hook.HookSecret;
import dev.darkroom.storage.hook.Webhook;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deliveries by HTTPS to a name that is looked up once: the connection goes to that address, all
 * that speaks of the receiver by the name.
 */
class HookHttpsTest {
  private static final String NAME = "receiver.example";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final List<Seen> SEEN = new CopyOnWriteArrayList<>();

  @TempDir static Path folder;

  private static Vertx vertx;
  private static Certificates.Pair own;
  private static HttpServer server;

  /** As the server saw a request. */
  private record Seen(String indicatedName, String host, String signature) {}

  /** Looks names up, and remembers which. */
  private final List<String> lookups = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    own = Certificates.make(folder, "own", "dns:" + NAME);
    vertx = Vertx.vertx();
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost("127.0.0.1")
                    .setPort(0)
                    .setSsl(true)
                    .setSni(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .setCertPath(own.certificate().toString())
                            .setKeyPath(own.key().toString())))
            .requestHandler(HookHttpsTest::take)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  @AfterAll
  static void stop() throws Exception {
    vertx
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  @Test
  void theNameIsLookedUpOnceAndTheAddressThatWasCheckedIsTheOneReached() throws Exception {
    HookAttempt attempt = send(NAME, own);

    assertThat(attempt.reason()).as("%s", attempt.detail()).isEmpty();
    assertThat(attempt.status()).contains(204);
    assertThat(attempt.address()).contains("127.0.0.1");
    assertThat(lookups).containsExactly(NAME);
    assertThat(SEEN)
        .containsExactly(
            new Seen(NAME, NAME + ":" + server.actualPort(), SEEN.getFirst().signature()));
    assertThat(SEEN.getFirst().signature()).startsWith("v1,");
  }

  @Test
  void aCertificateOfAnotherNameIsRefusedAndNothingIsSent() throws Exception {
    HookAttempt attempt = send("somebody-else.example", own);

    assertThat(attempt.reason()).contains("tls");
    assertThat(attempt.detail().orElseThrow()).contains("somebody-else.example");
    assertThat(SEEN).isEmpty();
  }

  @Test
  void aCertificateOfAnAuthorityThatIsNotTrustedIsRefusedAndNothingIsSent() throws Exception {
    Certificates.Pair other = Certificates.make(folder, "other", "dns:" + NAME);

    HookAttempt attempt = send(NAME, other);

    assertThat(attempt.reason()).contains("tls");
    assertThat(SEEN).isEmpty();
  }

  @Test
  void aSecretThatNoKeyOpensSendsNothingAndSaysWhichKeyIsMissing() throws Exception {
    SealingKey lost = SealingKey.parse(SealingKey.draw(new Random(1)));

    HookAttempt attempt = send(new SecretBox(List.of(lost), new Random(2)).seal(hook(NAME)), own);

    assertThat(attempt.reason()).contains("secret_unreadable");
    assertThat(attempt.detail().orElseThrow()).contains(lost.id());
    assertThat(SEEN).isEmpty();
  }

  private HookAttempt send(String name, Certificates.Pair trusted) throws Exception {
    return send(hook(name), trusted);
  }

  private HookAttempt send(Webhook hook, Certificates.Pair trusted) throws Exception {
    AddressGuard guard = new AddressGuard(List.of(Network.parse("127.0.0.0/8")), this::lookUp);
    PemTrustOptions trust = new PemTrustOptions().addCertPath(trusted.certificate().toString());
    try (HookClient client = new HookClient(1, TIMEOUT, Optional.of(trust))) {
      return new Sender(
              guard,
              new SecretBox(List.of(), new Random(4)),
              client,
              TIMEOUT,
              InstantSource.system())
          .send(hook, delivery(hook));
    }
  }

  /** Whoever looks a second time is led elsewhere, as names that turn their coat do. */
  private InetAddress[] lookUp(String host) {
    lookups.add(host);
    return new InetAddress[] {InetAddress.ofLiteral("127.0.0." + lookups.size())};
  }

  private static Webhook hook(String name) {
    return HookSamples.hook()
        .changed(
            URI.create("https://" + name + ":" + server.actualPort() + "/hook"),
            List.of("*"),
            HookSamples.hook().filter(),
            Optional.empty())
        .with(List.of(new HookSecret.Clear(Signature.secret(new Random(5)), Optional.empty())));
  }

  private static Delivery delivery(Webhook hook) {
    return new Delivery(
        "msg_" + "1b".repeat(16),
        hook.id(),
        hook.tenant(),
        "job.succeeded",
        "job",
        Instant.EPOCH,
        "{}",
        new DeliveryState.Waiting(0, Instant.EPOCH),
        List.of(),
        1);
  }

  private static void take(HttpServerRequest request) {
    SEEN.add(
        new Seen(
            String.valueOf(request.connection().indicatedServerName()),
            String.valueOf(request.getHeader("host")),
            String.valueOf(request.getHeader("webhook-signature"))));
    var _ = request.response().setStatusCode(204).end();
  }
}
