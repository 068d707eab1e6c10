package dev.darkroom.deploy.bench;

import dev.darkroom.client.FarmAddress;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many kept connections over which one request is sent again and again, one at a time on each. All
 * of them are one thread's, which makes nothing of an answer but its status: these clients share
 * the machine with the farm that they measure. For that one thread.
 */
final class Connections implements AutoCloseable {
  /** An answer is read no further. */
  private static final int MAX_ANSWER = 16 << 10;

  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** As the farm writes it. */
  private static final byte[] LENGTH = "\r\ncontent-length: ".getBytes(StandardCharsets.US_ASCII);

  /** Where an answer's status begins, after {@code HTTP/1.1}. */
  private static final int STATUS = 9;

  private final ByteBuffer request;
  private final Selector selector;
  private final List<SocketChannel> all = new ArrayList<>();
  private final Deque<Connection> free = new ArrayDeque<>();
  private @Nullable IOException broken;

  /** Hears of answers. */
  interface Answers {
    /**
     * A request was answered.
     *
     * @param number which it was
     */
    void answered(int number, int status);
  }

  /** One connection, and what has been read of the answer to its last request. */
  private static final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer read = ByteBuffer.allocate(MAX_ANSWER);
    private int number;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  /**
   * @param headers further ones, each line ended by CRLF
   */
  Connections(FarmAddress farm, int count, String path, String headers, byte[] body)
      throws IOException {
    this.request = ByteBuffer.wrap(post(farm, path, headers, body));
    this.selector = Selector.open();
    InetSocketAddress address = new InetSocketAddress(farm.url().getHost(), farm.url().getPort());
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open(address);
      all.add(channel);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      Connection connection = new Connection(channel);
      channel.register(selector, SelectionKey.OP_READ, connection);
      free.push(connection);
    }
  }

  private static byte[] post(FarmAddress farm, String path, String headers, byte[] body) {
    String head =
        "POST %s HTTP/1.1\r\nHost: farm\r\nAuthorization: Bearer %s\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(path, farm.key(), headers, body.length);
    byte[] begin = head.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(begin.length + body.length).put(begin).put(body).array();
  }

  /** Whether one of them waits for no answer. */
  boolean hasFree() {
    return !free.isEmpty();
  }

  /** Sends the request over a free one. */
  void send(int number) throws IOException {
    Connection connection = free.pop();
    connection.number = number;
    connection.read.clear();
    ByteBuffer rest = request.duplicate();
    while (rest.hasRemaining()) {
      int _ = connection.channel.write(rest); // it fits into any socket's buffer
    }
  }

  /** Reads what answers have come, or come within a millisecond. */
  void await(Answers answers) throws IOException {
    int _ = selector.select(key -> read((Connection) key.attachment(), answers), 1);
    if (broken != null) {
      throw broken;
    }
  }

  private void read(Connection connection, Answers answers) {
    try {
      if (connection.channel.read(connection.read) < 0) {
        throw new EOFException("the farm has closed a connection");
      }
      byte[] bytes = connection.read.array();
      int length = connection.read.position();
      if (isWhole(bytes, length)) {
        free.push(connection);
        answers.answered(connection.number, number(bytes, STATUS));
      } else if (length == MAX_ANSWER) {
        throw new IOException("an answer has more than " + MAX_ANSWER + " bytes");
      }
    } catch (IOException e) {
      broken = e;
    }
  }

  private static boolean isWhole(byte[] answer, int length) throws IOException {
    int end = find(HEAD_END, answer, length);
    if (end < 0) {
      return false;
    }
    int told = find(LENGTH, answer, end);
    if (told < 0) {
      throw new IOException("an answer of unknown length is not read here");
    }
    return length >= end + HEAD_END.length + number(answer, told + LENGTH.length);
  }

  private static int find(byte[] what, byte[] in, int length) {
    for (int at = 0; at + what.length <= length; at++) {
      if (Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
        return at;
      }
    }
    return -1;
  }

  private static int number(byte[] text, int at) {
    int number = 0;
    for (int i = at; text[i] >= '0' && text[i] <= '9'; i++) {
      number = 10 * number + text[i] - '0';
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : all) {
      channel.close();
    }
    selector.close();
  }
}
