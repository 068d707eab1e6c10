package dev.darkroom.deploy.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** TCP ports that are free now. Another program may still be faster. */
public final class FreePorts {
  private FreePorts() {}

  /** As many different free ports as wanted, at most 64. */
  public static List<Integer> find(int count) {
    if (count < 1 || count > 64) {
      throw new IllegalArgumentException(count + " ports are not in 1 … 64");
    }
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(bind(0));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new EmbeddedException("no free port is left on the loopback address", e);
    } finally {
      held.forEach(FreePorts::release);
    }
  }

  /** One free port. */
  public static int find() {
    return find(1).getFirst();
  }

  /** Whether a program could listen on this port of the loopback address now. */
  public static boolean isFree(int port) {
    try (ServerSocket _ = bind(port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Goes on where a port is free.
   *
   * @param option the command line's option that sets it
   * @throws EmbeddedException where it is taken, naming the option
   */
  public static void require(int port, String option) {
    if (!isFree(port)) {
      throw new EmbeddedException(
          "port " + port + " is taken by another program: choose another with " + option);
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      // A port that a killed farm left in TIME_WAIT is free for us, as it is for the servers.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      release(socket);
      throw e;
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It was never connected: nothing can be lost.
    }
  }
}
