package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.gateway.http.Tls;
import dev.darkroom.storage.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with a certificate of its own. */
class TlsTest {
  private static final String NOOP = "{\"kind\":\"noop\"}";

  @TempDir static Path folder;

  private static Certificates.Pair first;
  private static Certificates.Pair second;
  private static Path certificate;
  private static Path key;
  private static Farm farm;

  @BeforeAll
  static void start() throws IOException {
    first = Certificates.make(folder, "first", "ip:127.0.0.1");
    second = Certificates.make(folder, "second", "ip:127.0.0.1");
    certificate = Files.copy(first.certificate(), folder.resolve("served.crt"));
    key = Files.copy(first.key(), folder.resolve("served.key"));
    farm = farm(certificate, key);
    try (HttpClient client = trusting(first)) {
      Awaitility.await().until(() -> get(client, Version.HTTP_1_1, "/readyz").statusCode() == 200);
    }
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @Test
  void itIsReachedByHttpsInBothVersionsOfHttp() throws Exception {
    assertThat(farm.gateway.url().getScheme()).isEqualTo("https");
    try (HttpClient client = trusting(first)) {
      for (Version version : List.of(Version.HTTP_2, Version.HTTP_1_1)) {
        HttpResponse<String> answer = get(client, version, "/v1/models");
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.statusCode()).isEqualTo(200);
      }
      assertThat(get(client, Version.HTTP_2, "/openapi.json").body())
          .contains(farm.gateway.url().toString());
    }
  }

  @Test
  void aJobIsSubmittedAndWatchedOverHttp2() throws Exception {
    try (HttpClient client = trusting(first)) {
      HttpResponse<String> submitted = post(client, NOOP, true);
      assertThat(submitted.version()).isEqualTo(Version.HTTP_2);
      assertThat(submitted.statusCode()).isEqualTo(202);
      String id = Client.json(submitted.body()).path("id").asText();
      HttpResponse<InputStream> stream =
          client.send(request("/v1/jobs/" + id + "/events").build(), BodyHandlers.ofInputStream());
      byte[] head = stream.body().readNBytes(20);
      stream.body().close();
      assertThat(new String(head, StandardCharsets.UTF_8)).contains("id: ");
    }
  }

  @Test
  void aRefusalBeforeTheBodyIsReadEndsThatRequestAndNotTheOthers() throws Exception {
    try (HttpClient client = trusting(first)) {
      HttpResponse<String> refused = post(client, "x".repeat(4 << 20), false);
      assertThat(refused.version()).isEqualTo(Version.HTTP_2);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(get(client, Version.HTTP_2, "/v1/models").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void itSpeaksTls12And13() throws Exception {
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (Socket plain = new Socket("127.0.0.1", farm.gateway.port());
          SSLSocket socket =
              (SSLSocket)
                  context(first)
                      .getSocketFactory()
                      .createSocket(plain, "127.0.0.1", farm.gateway.port(), true)) {
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      }
    }
  }

  @Test
  void aNewerPairIsServedWithoutAStopAndABrokenOneIsNot() throws Exception {
    Path own = Files.copy(first.certificate(), folder.resolve("renewed.crt"));
    Path ownKey = Files.copy(first.key(), folder.resolve("renewed.key"));
    Farm renewed = farm(own, ownKey);
    try {
      Files.writeString(ownKey, "half of a key");
      Thread.sleep(200);
      assertThat(served(renewed)).isEqualTo("CN=first");
      Files.copy(second.certificate(), own, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(second.key(), ownKey, StandardCopyOption.REPLACE_EXISTING);
      Awaitility.await().until(() -> served(renewed).equals("CN=second"));
      try (HttpClient client = trusting(second)) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(renewed.gateway.url().resolve("/healthz")).build(),
                BodyHandlers.ofString());
        assertThat(answer.version()).as("of the newer one too").isEqualTo(Version.HTTP_2);
      }
    } finally {
      renewed.close();
    }
  }

  @Test
  void filesThatAreNoPairStopTheStartAndAreNamed() throws IOException {
    Path nothing = folder.resolve("nothing.pem");
    Path text = Files.writeString(folder.resolve("text.pem"), "no certificate at all");
    assertRefused(certificate, second.key(), "gateway.tls-key", "is not that of the first");
    assertRefused(nothing, key, "gateway.tls-certificate", "cannot be read");
    assertRefused(certificate, nothing, "gateway.tls-key", "cannot be read");
    assertRefused(text, key, "gateway.tls-certificate", "is no certificate");
    assertRefused(certificate, text, "gateway.tls-key", "is no private key");
  }

  private static void assertRefused(Path certificate, Path key, String... said) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> farm(certificate, key))
        .satisfies(e -> assertThat(e).message().contains(said));
  }

  private static Farm farm(Path certificate, Path key) {
    return Farm.start(settings -> settings.with(new Tls(certificate, key, Duration.ofMillis(50))));
  }

  /** Whose certificate is served to a new connection. */
  private static String served(Farm farm) throws IOException, GeneralSecurityException {
    SSLContext both = context(first, second);
    try (SSLSocket socket =
        (SSLSocket) both.getSocketFactory().createSocket("127.0.0.1", farm.gateway.port())) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(farm.gateway.url().resolve(path))
        .timeout(Duration.ofSeconds(10))
        .header("Authorization", "Bearer " + Farm.KEY);
  }

  private static HttpResponse<String> get(HttpClient client, Version version, String path)
      throws IOException, InterruptedException {
    return client.send(request(path).version(version).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(HttpClient client, String body, boolean known)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(farm.gateway.url().resolve("/v1/jobs"))
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (known) {
      request.header("Authorization", "Bearer " + Farm.KEY);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpClient trusting(Certificates.Pair pair) {
    try {
      return HttpClient.newBuilder().sslContext(context(pair)).build();
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SSLContext context(Certificates.Pair... trusted)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Certificates.Pair pair : trusted) {
      try (InputStream in = Files.newInputStream(pair.certificate())) {
        store.setCertificateEntry(
            pair.certificate().toString(),
            CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
