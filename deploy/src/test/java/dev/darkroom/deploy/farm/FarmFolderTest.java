package dev.darkroom.deploy.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.client.FarmAddress;
import dev.darkroom.deploy.embedded.EmbeddedException;
import dev.darkroom.deploy.embedded.Leftover;
import dev.darkroom.gateway.hook.SealingKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FarmFolderTest {
  @TempDir Path temp;

  @Test
  void oneFarmAtATimeHasAFolder() {
    Path data = temp.resolve("data");
    try (FarmFolder _ = FarmFolder.take(data)) {
      assertThatThrownBy(() -> FarmFolder.take(data))
          .isInstanceOf(EmbeddedException.class)
          .hasMessageContaining("another farm runs on " + data)
          .hasMessageContaining("--data");
    }
    FarmFolder.take(data).close();
  }

  @Test
  void nobodyElseMayLookIntoAFolder() throws IOException {
    try (FarmFolder folder = FarmFolder.take(temp.resolve("data"))) {
      Path secret = folder.root().resolve("secret");
      Private.write(secret, new byte[] {1});

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.root())))
          .isEqualTo("rwx------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void theKeyOfAnEarlierFarmIsKept() throws IOException {
    try (FarmFolder folder = FarmFolder.take(temp)) {
      assertThat(folder.key()).isEmpty();

      FarmAddress address = new FarmAddress(URI.create("http://127.0.0.1:8080"), "a key");
      Private.write(temp.resolve(FarmAddress.FILE), address.json());

      assertThat(folder.key()).contains("a key");
      assertThat(FarmAddress.read(temp)).contains(address);
    }
  }

  @Test
  void whatWebhooksSecretsAreSealedWithIsDrawnOnceForItsOwnersEyesOnly() throws IOException {
    try (FarmFolder folder = FarmFolder.take(temp)) {
      String drawn = folder.sealingKey();

      assertThat(SealingKey.parse(drawn).id()).hasSize(8);
      assertThat(folder.sealingKey()).isEqualTo(drawn);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(temp.resolve("webhooks.key"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void processesOfAKilledFarmAreStopped() throws Exception {
    try (FarmFolder folder = FarmFolder.take(temp)) {
      Process left = new ProcessBuilder("sleep", "60").start();
      new Leftover(FarmFolder.note(temp, "worker-1")).remember(left.toHandle());

      folder.stopLeftovers();

      assertThat(left.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(FarmFolder.note(temp, "worker-1")).doesNotExist();
    }
  }

  @Test
  void aLargeLogIsPutAside() throws IOException {
    Path log = FarmFolder.log(temp, "farm");
    Files.write(log, new byte[9 << 20]);

    assertThat(FarmFolder.log(temp, "farm")).isEqualTo(log).doesNotExist();
    assertThat(temp.resolve("logs/farm.log.1")).hasSize(9 << 20);
  }
}
