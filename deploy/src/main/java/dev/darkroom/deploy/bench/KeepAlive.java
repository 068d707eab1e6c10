package dev.darkroom.deploy.bench;

import dev.darkroom.client.FarmAddress;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept connection to a farm, one request at a time. A client that does next to nothing: it
 * shares the machine with the farm that it measures. For one thread.
 */
final class KeepAlive implements AutoCloseable {
  private static final String LENGTH = "content-length:";
  private static final int MAX_LINE = 16_384;

  private final FarmAddress farm;
  private final Socket socket;
  private final InputStream in;

  /** What was answered; the body as text. */
  record Answer(int status, String body) {
    boolean isAccepted() {
      return status == 200 || status == 202;
    }

    /** The first string of this name in the body; empty where there is none. */
    String text(String name) {
      String begin = "\"" + name + "\":\"";
      int at = body.indexOf(begin);
      return at < 0
          ? ""
          : body.substring(at + begin.length(), body.indexOf('"', at + begin.length()));
    }
  }

  KeepAlive(FarmAddress farm) throws IOException {
    this.farm = farm;
    socket = new Socket(farm.url().getHost(), farm.url().getPort());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** The stream of what the farm sends, for who reads more than answers. */
  InputStream in() {
    return in;
  }

  Answer get(String path) throws IOException {
    send("GET", path, "", new byte[0]);
    return answer();
  }

  /**
   * @param headers further ones, each line ended by CRLF
   */
  Answer post(String path, String headers, byte[] body) throws IOException {
    send("POST", path, headers, body);
    return answer();
  }

  /** Sends a request and reads nothing. */
  void send(String method, String path, String headers, byte[] body) throws IOException {
    String length = method.equals("GET") ? "" : "Content-Length: " + body.length + "\r\n";
    byte[] head =
        (method + " " + path + " HTTP/1.1\r\nHost: farm\r\nAuthorization: Bearer " + farm.key())
            .concat("\r\n" + headers + length + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    socket.getOutputStream().write(request);
  }

  private Answer answer() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      } else if (line.toLowerCase(Locale.ROOT).startsWith("transfer-encoding:")) {
        throw new IOException("an answer of unknown length is not read here");
      }
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the farm broke off its answer");
    }
    return new Answer(status, new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > MAX_LINE) {
        throw new EOFException("the farm broke off its answer");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
