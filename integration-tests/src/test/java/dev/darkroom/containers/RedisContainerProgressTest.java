package dev.darkroom.containers;

import dev.darkroom.storage.progress.ProgressContract;
import dev.darkroom.storage.progress.RedisProgressPublisher;
import dev.darkroom.storage.progress.RedisProgressReader;
import dev.darkroom.storage.progress.RedisSettings;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** The contract of progress on a newer Redis than the bundled one. */
@NeedsContainer(RedisContainerProgressTest.IMAGE)
class RedisContainerProgressTest extends ProgressContract {
  static final String IMAGE = "redis:7.4";

  private static final int PORT = 6_379;
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private static final GenericContainer<?> REDIS =
      new GenericContainer<>(DockerImageName.parse(IMAGE)).withExposedPorts(PORT);

  @BeforeAll
  static void start() {
    REDIS.start();
  }

  @AfterAll
  static void stop() {
    REDIS.stop();
  }

  @Override
  protected Channel open() {
    URI url = URI.create("redis://" + REDIS.getHost() + ":" + REDIS.getMappedPort(PORT));
    RedisSettings settings = RedisSettings.of(url).withPrefix("test-" + PREFIXES.incrementAndGet());
    return new Channel(new RedisProgressPublisher(settings), new RedisProgressReader(settings));
  }
}
