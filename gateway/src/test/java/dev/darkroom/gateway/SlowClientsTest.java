package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.gateway.http.HttpLimits;
import dev.darkroom.gateway.http.HttpLimits.Pace;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that trickle, so that their connections are never idle. */
class SlowClientsTest {
  private static final Duration LOOK = Duration.ofMillis(400);

  private static Farm farm;

  @BeforeAll
  static void start() {
    farm =
        Farm.start(settings ->
            settings.with(HttpLimits.DEFAULT.with(new Pace(LOOK.multipliedBy(2), LOOK, 100))));
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @Test
  void aHeadThatDoesNotComeToItsEndEndsTheConnection() throws Exception {
    try (Socket socket = open()) {
      boolean cut = trickle(socket, "GET /healthz HTTP/1.1\r\nHost: farm\r\nX-Slow: ", 40);

      assertThat(cut || socket.getInputStream().read() < 0).isTrue();
    }
  }

  @Test
  void aBodyThatTricklesIsRefusedAndItsConnectionEnds() throws Exception {
    try (Socket socket = open()) {
      boolean cut = trickle(socket, head(10_000), 40);

      if (!cut) {
        assertThat(said(socket)).contains("HTTP/1.1 408", "request_timeout");
      }
    }
    assertThat(farm.nobody().get("/healthz").status()).as("others are served").isEqualTo(200);
  }

  @Test
  void aBodyThatIsSlowButSteadyIsTaken() throws Exception {
    byte[] piece = " ".repeat(200).getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = open()) {
      socket.getOutputStream().write(head(20 * piece.length).getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 20; i++) {
        socket.getOutputStream().write(piece);
        Thread.sleep(LOOK.dividedBy(5));
      }

      assertThat(said(socket)).startsWith("HTTP/1.1 400").contains("invalid_json");
    }
  }

  private static Socket open() throws IOException {
    Socket socket = new Socket("127.0.0.1", farm.gateway.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String head(int length) {
    return "POST /v1/jobs HTTP/1.1\r\nHost: farm\r\nConnection: close\r\nAuthorization: Bearer "
        + Farm.KEY
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  /** A byte at a time; whether the connection was cut off meanwhile. */
  private static boolean trickle(Socket socket, String begin, int bytes) throws Exception {
    try {
      socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < bytes && socket.getInputStream().available() == 0; i++) {
        socket.getOutputStream().write('x');
        Thread.sleep(LOOK.dividedBy(8));
      }
      return false;
    } catch (SocketException _) {
      return true;
    }
  }

  private static String said(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
