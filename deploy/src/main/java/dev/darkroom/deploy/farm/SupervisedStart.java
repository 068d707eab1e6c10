package dev.darkroom.deploy.farm;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.deploy.embedded.Leftover;
import dev.darkroom.nn.libtorch.LibtorchException;
import dev.darkroom.nn.libtorch.Natives;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first moments of a worker process that was started beside its farm's own servers: it notes
 * itself for whoever comes after a kill, and waits for the broker's door, which costs less than a
 * Kafka client's growing pauses.
 */
public final class SupervisedStart {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisedStart.class);
  private static final Duration BETWEEN_KNOCKS = Duration.ofMillis(30);
  private static final int KNOCK_MILLIS = 1_000;

  private SupervisedStart() {}

  /**
   * Returns when the broker listens, or its connect time-out is over: whoever connects next says
   * what is wrong.
   *
   * @param root the farm's data folder
   */
  public static void await(Path root, FarmSettings settings) throws InterruptedException {
    String name = settings.worker().identity().name();
    new Leftover(FarmFolder.note(root, name)).remember(ProcessHandle.current());
    warmUp();
    String first = settings.stores().kafka().bootstrap().split(",", 2)[0];
    int colon = first.lastIndexOf(':');
    InetSocketAddress door =
        new InetSocketAddress(
            first.substring(0, colon), Integer.parseInt(first.substring(colon + 1)));
    long end = System.nanoTime() + settings.stores().kafka().connectTimeout().toNanos();
    while (!listens(door) && System.nanoTime() < end) {
      Thread.sleep(BETWEEN_KNOCKS);
    }
  }

  /** The native libraries take a second that the broker takes too. */
  private static void warmUp() {
    Thread.ofPlatform()
        .daemon()
        .name("warm-up")
        .start(() -> {
          try {
            var _ = Natives.load();
          } catch (LibtorchException e) {
            LOG.warn("models will not run here: {}", e.getMessage());
          }
        });
  }

  private static boolean listens(InetSocketAddress door) {
    try (Socket socket = new Socket()) {
      socket.connect(door, KNOCK_MILLIS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
