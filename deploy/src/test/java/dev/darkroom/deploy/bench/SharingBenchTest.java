package dev.darkroom.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The clock is virtual: these figures are the same on every machine. */
class SharingBenchTest {

  @Test
  void aLightTenantWaitsForNoMoreThanARunningJobHoweverManyAHeavyOneHasQueued() {
    Map<String, Double> row = SharingBench.lightTenant(5_000).figures();

    assertThat(row.get("wait_p99_s")).isLessThanOrEqualTo(row.get("run_s"));
    assertThat(row.get("in_order_p99_s")).isGreaterThan(100 * row.get("run_s"));
  }

  @Test
  void tenantsOfEqualWeightHaveEqualTimeWhateverTheyQueue() {
    Map<String, Double> row = SharingBench.jain().figures();

    assertThat(row.get("index")).isGreaterThan(0.999);
    assertThat(row.get("in_order_index")).isLessThan(0.7);
  }

  @Test
  void lookingAheadSavesMostChangesOfModels() {
    Map<String, Double> row = SharingBench.affinity().figures();

    assertThat(row.get("swaps_per_1000")).isLessThan(row.get("in_order_swaps_per_1000") / 4);
    assertThat(row.get("time_ratio")).isLessThan(0.5);
  }
}
