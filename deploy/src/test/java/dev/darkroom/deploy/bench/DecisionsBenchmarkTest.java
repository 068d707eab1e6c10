package dev.darkroom.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

@Tag("long")
class DecisionsBenchmarkTest {
  /** A third of what an idle core does: a machine that is busy with other things passes too. */
  private static final double LEAST_PER_SECOND = 70_000;

  /** As `darkroom bench scheduler` runs; the build's own JVM stops at the first compiler. */
  private static final String[] JVM = {"-Xmx3g", "-XX:+UseParallelGC", "-Xmn1500m"};

  @Test
  void theCoreDecidesTensOfThousandsOfTimesASecondUnderJmh() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(DecisionsBenchmark.class.getName())
                    .jvmArgs(JVM)
                    .build())
            .run();
    assertThat(results).hasSize(1);
    assertThat(results.iterator().next().getSecondaryResults().get("decisions").getScore())
        .isGreaterThan(LEAST_PER_SECOND);
  }
}
