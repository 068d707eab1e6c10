package dev.darkroom.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * However a good file is damaged, reading it ends soon, with its tensors or with a refusal, and
 * with nothing else.
 */
class DamagedFilesTest {
  private static final long SEED = 20261121;
  private static final int DAMAGES_PER_FILE = 700;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TestFactory
  Stream<DynamicTest> aDamagedFileIsReadOrRefused() throws IOException {
    return Files.list(TorchFixtures.copy().resolve("valid"))
        .sorted()
        .map(file ->
            dynamicTest(
                file.getFileName().toString(),
                () -> assertTimeoutPreemptively(PATIENCE, () -> damageAndRead(file))));
  }

  private static void damageAndRead(Path file) throws IOException {
    byte[] good = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(SEED);
    int refused = 0;
    for (int i = 0; i < DAMAGES_PER_FILE; i++) {
      byte[] damaged = damage(good, random);
      if (isRefused(damaged)) {
        refused++;
      }
    }
    assertThat(refused).as("refused of " + DAMAGES_PER_FILE).isPositive();
  }

  private static byte[] damage(byte[] good, SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      return Arrays.copyOf(good, random.nextInt(good.length));
    }
    byte[] damaged = good.clone();
    int flips = 1 + random.nextInt(4);
    for (int i = 0; i < flips; i++) {
      // the first bytes and the last hold most of the structure
      int at =
          random.nextBoolean()
              ? random.nextInt(good.length)
              : random.nextInt(Math.min(256, good.length));
      damaged[random.nextInt(3) == 0 ? good.length - 1 - at : at] = (byte) random.nextInt(256);
    }
    return damaged;
  }

  private static boolean isRefused(byte[] file) {
    try {
      TensorSource source = WeightFiles.of(MemorySegment.ofArray(file));
      source.names().forEach(source::get);
      return false;
    } catch (WeightsException _) {
      return true;
    } catch (Throwable t) {
      return fail("not a refusal, for the file " + HexFormat.of().formatHex(file), t);
    }
  }
}
