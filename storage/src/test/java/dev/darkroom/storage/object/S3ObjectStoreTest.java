package dev.darkroom.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the adapter says and how long it takes where no S3 server answers. */
class S3ObjectStoreTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final S3Settings.Waits WAITS =
      new S3Settings.Waits(SHORT, SHORT, Duration.ofSeconds(2), 3, Duration.ofMillis(10));

  /** For servers that do answer, on a machine that may be long about it. */
  private static final S3Settings.Waits PATIENT =
      new S3Settings.Waits(
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          3,
          Duration.ofMillis(10));

  @Test
  void aServerThatIsDownIsNamed() throws Exception {
    int port;
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = nobody.getLocalPort();
    }
    try (S3ObjectStore store = store(port)) {
      for (ThrowingCallable call :
          new ThrowingCallable[] {
            store::ensureBucket,
            () -> store.get("a", 10),
            () -> store.stat("a"),
            () -> store.put("a", new byte[1], "text/plain"),
            () -> store.putIfAbsent("a", new byte[1], "text/plain"),
            () -> store.open("a", 0, 1),
            () -> store.list("", Optional.empty(), 1),
            () -> store.delete("a"),
            store::unfinished
          }) {
        assertUnavailable(
            call,
            "S3 at http://127.0.0.1:" + port + " does not answer (",
            "): start it, or set s3.endpoint");
      }
    }
  }

  @Test
  void urlsAreSignedWhileTheServerIsDown() {
    try (S3ObjectStore store = store(1)) {
      assertThat(store.presignGet("a", Duration.ofMinutes(1), Optional.empty()).getPort())
          .isEqualTo(1);
    }
  }

  @Test
  void aServerThatTakesConnectionsAndSaysNothingIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        S3ObjectStore store = store(silent.getLocalPort())) {
      long begun = System.nanoTime();
      assertUnavailable(() -> store.stat("a"), "S3 at ", "start it, or set s3.endpoint");
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("three tries of %s each", SHORT)
          .isBetween(SHORT.multipliedBy(2), Duration.ofSeconds(8));
    }
  }

  @Test
  void aServerThatFailsIsTriedAsOftenAsTheSettingsSay() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Fake failing = new Fake(503, "", asked);
        S3ObjectStore store = store(failing.port(), PATIENT)) {
      assertUnavailable(() -> store.delete("a"), "what answers at ", "set s3.endpoint");
      assertThat(asked).hasValue(3);
      assertUnavailable(
          () -> store.putIfAbsent("a", new byte[1], "text/plain"),
          "what answers at ",
          "set s3.endpoint");
      assertThat(asked).as("what may not be done twice is asked for once").hasValue(4);
    }
  }

  @Test
  void aServerOfAnotherKindIsToldFromS3() throws Exception {
    try (Fake website = new Fake(404, "<html>no such page</html>", new AtomicInteger());
        S3ObjectStore store = store(website.port(), PATIENT)) {
      assertUnavailable(
          () -> store.get("a", 10),
          "what answers at http://127.0.0.1:" + website.port() + " speaks no S3 (",
          "): start it, or set s3.endpoint");
    }
  }

  private static S3ObjectStore store(int port) {
    return store(port, WAITS);
  }

  private static S3ObjectStore store(int port, S3Settings.Waits waits) {
    return new S3ObjectStore(
        S3Settings.of(
                URI.create("http://127.0.0.1:" + port), new S3Settings.Credentials("me", "secret"))
            .with(waits));
  }

  private static void assertUnavailable(ThrowingCallable call, String begin, String end) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call)
        .withMessageStartingWith(begin)
        .withMessageEndingWith(end)
        .extracting(StorageException::code)
        .isEqualTo(Code.UNAVAILABLE);
  }

  /** A web server with one answer to everything. */
  private record Fake(HttpServer server) implements AutoCloseable {
    Fake(int status, String body, AtomicInteger asked) throws Exception {
      this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50));
      server.createContext(
          "/",
          exchange -> {
            asked.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
              out.write(bytes);
            }
          });
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
