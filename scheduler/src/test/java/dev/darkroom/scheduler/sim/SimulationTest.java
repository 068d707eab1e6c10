package dev.darkroom.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {
  private static final int SEEDS = 200;

  @Test
  void everyAcceptedJobEndsOnceWhateverGoesWrongAndASeedIsTheSameFarmEveryTime() {
    Map<String, Integer> ends = new TreeMap<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      held(seed).ends().forEach((end, n) -> ends.merge(end, n, Integer::sum));
    }
    assertThat(ends)
        .as("the seeds reach every end there is")
        .containsOnlyKeys("Succeeded", "Failed", "Canceled");
    assertThat(ends.get("Succeeded")).isGreaterThan(SEEDS);
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void everyPlantedBugIsFound(Plant plant) {
    long found =
        LongStream.range(0, SEEDS)
            .filter(seed -> Trial.once(Setup.of(seed, plant)) instanceof Trial.Result.Broke)
            .findFirst()
            .orElseGet(() -> fail("%s was not found within %d seeds".formatted(plant, SEEDS)));
    System.out.println(plant + " is found by seed " + found);
  }

  @Test
  void aFarmThatFailsIsMadeSmallerForAsLongAsItFails() {
    Setup whole = Setup.of(firstToFail(Plant.SKIP_REQUEUE), Plant.SKIP_REQUEUE);
    Trial.Result result = Trial.of(whole);
    assertThat(result).isInstanceOf(Trial.Result.Broke.class);
    Setup smallest = ((Trial.Result.Broke) result).smallest();
    assertThat(plan(smallest).jobs()).hasSizeLessThan(plan(whole).jobs().size());
    assertThat(plan(smallest).faults().drawn()).hasSizeLessThanOrEqualTo(2);
    assertThat(Trial.once(smallest)).as("it replays").isEqualTo(result);
  }

  @Test
  @Tag("long")
  void fiveThousandMoreSeeds() {
    for (long seed = SEEDS; seed < 5_000; seed++) {
      held(seed);
    }
  }

  static Stream<Plant> bugs() {
    return Plant.bugs().stream();
  }

  private static Trial.Result.Held held(long seed) {
    return switch (Trial.of(Setup.of(seed, Plant.NONE))) {
      case Trial.Result.Held held -> held;
      case Trial.Result.Broke broke -> fail("%s%n%s", broke, String.join("\n", broke.last()));
    };
  }

  private static long firstToFail(Plant plant) {
    return LongStream.iterate(0, seed -> seed + 1)
        .filter(seed -> Trial.once(Setup.of(seed, plant)) instanceof Trial.Result.Broke)
        .findFirst()
        .orElseThrow();
  }

  private static Plan plan(Setup setup) {
    return Plan.of(setup, Simulation.FAULTY);
  }
}
