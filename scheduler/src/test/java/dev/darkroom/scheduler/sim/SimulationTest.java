package dev.darkroom.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {
  private static final int SEEDS = 200;

  @Test
  void everyAcceptedJobEndsOnceWhateverGoesWrongAndASeedIsTheSameFarmEveryTime() {
    Map<String, Integer> ends = new TreeMap<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      Simulation.Result result = Simulation.run(seed, Plant.NONE);
      assertThat(Simulation.run(seed, Plant.NONE)).isEqualTo(result);
      result.ends().forEach((end, n) -> ends.merge(end, n, Integer::sum));
    }
    assertThat(ends)
        .as("the seeds reach every end there is")
        .containsOnlyKeys("Succeeded", "Failed", "Canceled");
    System.out.println(ends);
    assertThat(ends.get("Succeeded")).isGreaterThan(SEEDS);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyPlantedBugIsFound(Plant plant) {
    long found =
        LongStream.range(0, SEEDS)
            .filter(seed -> isFound(seed, plant))
            .findFirst()
            .orElseGet(() -> fail("%s was not found within %d seeds".formatted(plant, SEEDS)));
    System.out.println(plant + " is found by seed " + found);
  }

  @Test
  @Tag("long")
  void fiveThousandMoreSeeds() {
    for (long seed = SEEDS; seed < 5_000; seed++) {
      Simulation.run(seed, Plant.NONE);
    }
  }

  private static boolean isFound(long seed, Plant plant) {
    try {
      Simulation.run(seed, plant);
      return false;
    } catch (Violation _) {
      return true;
    }
  }
}
