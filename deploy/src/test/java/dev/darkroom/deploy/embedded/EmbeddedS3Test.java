package dev.darkroom.deploy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.storage.object.S3ObjectStore;
import dev.darkroom.storage.object.S3Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedS3Test {
  private static final byte[] PIXELS = "pixels".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void whatIsStoredSurvivesARestartOnAnotherPortWithTheSameCredentials() {
    S3Credentials first;
    try (EmbeddedS3 server = start();
        S3ObjectStore store = store(server)) {
      store.ensureBucket();
      store.put("t/a/picture.png", PIXELS, "image/png");
      first = server.credentials();
    }
    try (EmbeddedS3 server = start();
        S3ObjectStore store = store(server)) {
      assertThat(server.credentials()).isEqualTo(first);
      assertThat(store.get("t/a/picture.png", 100)).isEqualTo(PIXELS);
    }
  }

  @Test
  void theCredentialsAreForTheirOwnersEyesAndNeverPrinted() throws Exception {
    try (EmbeddedS3 server = start()) {
      Path file = folder.resolve("credentials.json");
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(server.credentials().toString()).doesNotContain(server.credentials().secretKey());
    }
  }

  @Test
  void nobodyReadsOrListsWithoutASignature() throws Exception {
    try (EmbeddedS3 server = start();
        S3ObjectStore store = store(server);
        HttpClient anybody = HttpClient.newHttpClient()) {
      store.ensureBucket();
      store.put("a", PIXELS, "image/png");
      for (String path : new String[] {"/", "/darkroom", "/darkroom/a"}) {
        URI unsigned = server.endpoint().resolve(path);
        HttpResponse<Void> answer =
            anybody.send(
                HttpRequest.newBuilder(unsigned).build(), HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).as(path).isEqualTo(403);
      }
    }
  }

  @Test
  void aTakenPortIsNamedWithTheOptionThatChangesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatExceptionOfType(EmbeddedException.class)
          .isThrownBy(() -> EmbeddedS3.start(EmbeddedS3.Settings.of(folder, port)))
          .withMessage("port %d is taken by another program: choose another with --s3-port", port);
    }
  }

  private EmbeddedS3 start() {
    return EmbeddedS3.start(EmbeddedS3.Settings.of(folder, FreePorts.find()));
  }

  private static S3ObjectStore store(EmbeddedS3 server) {
    return new S3ObjectStore(settings(server));
  }

  /** How this server is reached, with the bucket that a farm uses. */
  static S3Settings settings(EmbeddedS3 server) {
    S3Credentials keys = server.credentials();
    return S3Settings.of(
        server.endpoint(), new S3Settings.Credentials(keys.accessKey(), keys.secretKey()));
  }
}
