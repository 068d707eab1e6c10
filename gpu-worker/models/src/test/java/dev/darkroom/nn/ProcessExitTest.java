package dev.darkroom.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Processes end in the middle of calls: workers are drained, trainings interrupted. */
@EnabledIf("isGlibc")
class ProcessExitTest {
  private static final int TERMINATED = 128 + 15;

  @RepeatedTest(2)
  void aProcessToldToStopInTheMiddleOfACallJustStops(@TempDir Path folder) throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-CreateCoredumpOnCrash",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                StoppedVictim.class.getName())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = victim.inputReader()) {
      String line = out.readLine();
      while (line != null && !line.equals(StoppedVictim.RUNNING)) {
        line = out.readLine();
      }
      assertThat(line).isEqualTo(StoppedVictim.RUNNING);
      victim.toHandle().destroy(); // Process.destroy closes the output too
      assertThat(out.lines().collect(Collectors.joining("\n"))).doesNotContain("fatal error");
      assertThat(victim.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(victim.exitValue()).isEqualTo(TERMINATED);
    } finally {
      victim.destroyForcibly();
    }
  }

  static boolean isGlibc() {
    return NativeHeap.isCounted();
  }
}
