package dev.darkroom.scheduler.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.job.CostRecord;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.scheduler.core.cost.Estimate.Basis;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CostsTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final String GPU = "NVIDIA H100";
  private static final String SMALL = "generation/shapes-ldm@2/64x64";
  private static final String LARGE = "generation/shapes-ldm@2/128x64";

  private Costs costs = Costs.NONE;
  private int seen;

  @Test
  void beforeAnythingWasSeenTheKindAloneTells() {
    assertThat(costs.estimate(GPU, work(SMALL, 20)))
        .isEqualTo(new Estimate(Duration.ofSeconds(2), Duration.ofSeconds(8), Basis.PRIOR));
  }

  @Test
  void whatANoopTakesIsSaidInItsRequest() {
    assertThat(costs.estimate("cpu", work("noop/noop", 1_500)).p90())
        .isEqualTo(Duration.ofMillis(1_500));
  }

  @Test
  void oneRunTellsMoreThanThePrior() {
    ran(SMALL, 20, 300);
    Estimate twice = costs.estimate(GPU, work(SMALL, 40));
    assertThat(twice.p50()).isEqualTo(Duration.ofMillis(600));
    assertThat(twice.p90())
        .as("a single run tells little of the tail")
        .isEqualTo(twice.p50().multipliedBy(2));
    assertThat(twice.basis()).isEqualTo(Basis.RUNS);
  }

  @Test
  void halfOfTheRunsAreDoneByTheMedianAndNineOfTenByTheOther() {
    Random random = new Random(7);
    int belowP50 = 0;
    int belowP90 = 0;
    int runs = 2_000;
    for (int i = 0; i < runs; i++) {
      double millis = 200 * Math.exp(0.4 * random.nextGaussian());
      Estimate before = costs.estimate(GPU, work(SMALL, 20));
      belowP50 += millis <= before.p50().toMillis() ? 1 : 0;
      belowP90 += millis <= before.p90().toMillis() ? 1 : 0;
      ran(SMALL, 20, millis);
    }
    assertThat(belowP50 / (double) runs).isCloseTo(0.5, within(0.05));
    assertThat(belowP90 / (double) runs).isCloseTo(0.9, within(0.05));
  }

  @Test
  void aRunThatTookAHundredTimesAsLongIsIgnored() {
    for (int i = 0; i < 10; i++) {
      ran(SMALL, 20, i == 9 ? 30_000 : 300);
    }
    assertThat(costs.estimate(GPU, work(SMALL, 20)).p50()).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void whatHasChangedIsLearntWithinAFewRuns() {
    for (int i = 0; i < 100; i++) {
      ran(SMALL, 20, 300);
    }
    int runs = 0;
    while (costs.estimate(GPU, work(SMALL, 20)).p50().toMillis() < 900) {
      ran(SMALL, 20, 900);
      runs++;
    }
    assertThat(runs).isBetween(5, 16);
  }

  @Test
  void aMemberOfABatchLastsLongerThanItCosts() {
    Costs shared = Costs.NONE.learn(GPU, work(SMALL, 1), Duration.ofSeconds(2), 0.25, at()).costs();
    Estimate told = shared.estimate(GPU, work(SMALL, 1));
    assertThat(told.p50()).isEqualTo(Duration.ofSeconds(2));
    assertThat(told.whole().p50()).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void whatARunCostsBesidesItsWorkIsLearntFromRunsOfLikeWork() {
    for (int i = 0; i < 30; i++) {
      int steps = i % 2 == 0 ? 1 : 50;
      ran(SMALL, steps, 100 + 10 * steps);
    }
    assertThat(costs.estimate(GPU, work(SMALL, 1)).p50().toMillis()).isEqualTo(110);
    assertThat(costs.estimate(GPU, work(SMALL, 50)).p50().toMillis()).isEqualTo(600);
  }

  @Test
  void anotherSizeOfTheModelIsToldByItsPixels() {
    ran(SMALL, 20, 300);
    Estimate larger = costs.estimate(GPU, work(LARGE, 20));
    assertThat(larger.p50()).isEqualTo(Duration.ofMillis(600));
    assertThat(larger.basis()).isEqualTo(Basis.SAME_MODEL);
    assertThat(costs.estimate(GPU, work("generation/shapes-ldm@3/64x64", 20)).basis())
        .as("a new version of the model")
        .isEqualTo(Basis.SAME_MODEL);
  }

  @Test
  void whatWasNeverSeenIsToldFromWhatIsMostLikeIt() {
    ran(SMALL, 20, 300);
    assertThat(costs.estimate("cpu", work(SMALL, 20)).basis()).isEqualTo(Basis.OTHER_WORKER);
    assertThat(costs.estimate(GPU, work("generation/other@1/64x64", 20)).basis())
        .isEqualTo(Basis.SAME_KIND);
    assertThat(costs.estimate(GPU, work("inversion/shapes-ldm@2", 20)).basis())
        .isEqualTo(Basis.PRIOR);
    assertThat(costs.estimate("cpu", work("generation/other@1/64x64", 20)).basis())
        .isEqualTo(Basis.PRIOR);
  }

  @Test
  void beyondTheLimitTheClassThatNothingWasLearntOfForLongestIsForgotten() {
    for (int i = 0; i < Costs.MAX_CLASSES; i++) {
      ran("generation/model-" + i + "@1/64x64", 1, 10);
    }
    ran("generation/model-0@1/64x64", 1, 10);
    Costs.Lesson lesson = costs.learn(GPU, work(SMALL, 1), Duration.ofMillis(10), 1, at());
    assertThat(lesson.costs().size()).isEqualTo(Costs.MAX_CLASSES);
    assertThat(lesson.forgotten().map(CostRecord::costClass))
        .contains("generation/model-1@1/64x64");
  }

  @Test
  void theRecordsAloneGiveTheSameEstimates() {
    for (int i = 0; i < 50; i++) {
      ran(i % 3 == 0 ? SMALL : LARGE, 1 + i % 7, 100 + 13 * i % 50);
    }
    Costs replayed = Costs.NONE;
    for (CostRecord record : costs.records()) {
      replayed = replayed.with(record);
    }
    assertThat(replayed).isEqualTo(costs);
    assertThat(replayed.estimate(GPU, work(LARGE, 3)))
        .isEqualTo(costs.estimate(GPU, work(LARGE, 3)));
    assertThat(costs.records()).allMatch(r -> r.runs().size() <= CostRecord.MAX_RUNS);
  }

  private void ran(String costClass, double work, double millis) {
    Duration took = Duration.ofNanos(Math.round(millis * 1e6));
    costs = costs.learn(GPU, work(costClass, work), took, 1, at()).costs();
  }

  private Instant at() {
    return T0.plusSeconds(++seen);
  }

  private static Demand work(String costClass, double work) {
    return new Demand(costClass, work, 1, Optional.empty(), Set.of(), 0, 0, Map.of());
  }
}
