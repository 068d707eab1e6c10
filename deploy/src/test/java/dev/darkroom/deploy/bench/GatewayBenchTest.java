package dev.darkroom.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.deploy.bench.GatewayBench.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway's bench measures, held to what is asked of it. */
@Tag("long")
class GatewayBenchTest {
  /** Of the median: more than this is no flat heap. */
  private static final double RISE_PERCENT = 10;

  @TempDir private Path folder;

  @Test
  void theHeapStaysFlatOverTenMinutesOfMixedLoadAndEveryClientIsServed() throws Exception {
    Map<String, Double> mixed = measured(Part.MIXED);
    assertThat(mixed.get("failures")).isZero();
    assertThat(mixed.get("heap_rise_percent")).isLessThan(RISE_PERCENT);
  }

  @Test
  void aThousandWatchersHearOfAStepWithinAQuarterOfASecondAndTheHeapStaysFlat() throws Exception {
    Map<String, Double> watchers = measured(Part.WATCHERS);
    assertThat(watchers.get("missed")).isZero();
    assertThat(watchers.get("p99_ms")).isLessThan(250);
    assertThat(watchers.get("heap_after_mb")).isLessThan(watchers.get("heap_before_mb") + 32);
  }

  private Map<String, Double> measured(Part part) throws Exception {
    List<SchedulerRow> rows = new ArrayList<>();
    new GatewayBench(
            new GatewayBench.Options(
                folder,
                Set.of(part),
                10_000,
                new GatewayBench.Submits(3_000, Duration.ofMinutes(1), Duration.ofSeconds(10)),
                1_000,
                Duration.ofMinutes(10),
                1_000_000,
                384))
        .run(rows::add);
    return rows.getFirst().figures();
  }
}
