package dev.darkroom.containers;

import dev.darkroom.storage.object.S3ObjectStoreContract;
import dev.darkroom.storage.object.S3Settings;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The contract of the S3 adapter on MinIO. */
@NeedsContainer(MinioObjectStoreTest.IMAGE)
class MinioObjectStoreTest extends S3ObjectStoreContract {
  static final String IMAGE = "minio/minio:RELEASE.2025-04-22T22-12-26Z";

  private static final int PORT = 9_000;
  private static final S3Settings.Credentials KEYS =
      new S3Settings.Credentials("darkroom-test", "darkroom-test-secret");
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private static final GenericContainer<?> MINIO =
      new GenericContainer<>(DockerImageName.parse(IMAGE))
          .withCommand("server", "/data")
          .withEnv("MINIO_ROOT_USER", KEYS.accessKey())
          .withEnv("MINIO_ROOT_PASSWORD", KEYS.secretKey())
          .withExposedPorts(PORT)
          .waitingFor(Wait.forHttp("/minio/health/ready").forPort(PORT));

  private final String bucket = "test-" + BUCKETS.incrementAndGet();

  @BeforeAll
  static void start() {
    MINIO.start();
  }

  @AfterAll
  static void stop() {
    MINIO.stop();
  }

  @Override
  protected S3Settings settings() {
    URI endpoint = URI.create("http://" + MINIO.getHost() + ":" + MINIO.getMappedPort(PORT));
    return S3Settings.of(endpoint, KEYS).withBucket(bucket);
  }
}
