package dev.darkroom.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.darkroom.scheduler.core.TransitionsTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {
  private static final int SEEDS = 200;

  /** Arrows that no simulated farm needs to go. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "Queued Failed", // a gateway's own: of a job that it hoped for and that was refused
          "Expired Retried"); // refused, but where a clock was set back since the deadline passed

  @Test
  void everythingHoldsWhateverGoesWrongASeedIsTheSameFarmEveryTimeAndEveryArrowIsGone() {
    Map<String, Integer> ends = new TreeMap<>();
    Set<String> arrows = new TreeSet<>(ELSEWHERE);
    for (Trial.Result.Held held : held(LongStream.range(0, SEEDS))) {
      held.ends().forEach((end, n) -> ends.merge(end, n, Integer::sum));
      held.arrows().forEach(arrow -> arrows.add(arrow.substring(0, arrow.lastIndexOf(' '))));
    }
    assertThat(ends)
        .as("the seeds reach every end there is")
        .containsOnlyKeys("Succeeded", "Failed", "Canceled", "Expired");
    assertThat(ends.get("Succeeded")).isGreaterThan(SEEDS);
    Set<String> possible = new TreeSet<>();
    TransitionsTest.arrows()
        .forEach(
            (from, events) -> events.keySet().forEach(event -> possible.add(from + " " + event)));
    assertThat(arrows).as("the seeds go every arrow between states").isEqualTo(possible);
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void everyPlantedBugIsFound(Plant plant) {
    System.out.println(plant + " is found by seed " + firstToFail(plant));
  }

  @Test
  void aFarmThatFailsIsMadeSmallerForAsLongAsItFails() {
    Setup whole = Setup.of(firstToFail(Plant.SKIP_REQUEUE), Plant.SKIP_REQUEUE);
    Trial.Result result = Trial.of(whole);
    assertThat(result).isInstanceOf(Trial.Result.Broke.class);
    Setup smallest = ((Trial.Result.Broke) result).smallest();
    assertThat(Plan.of(smallest).jobs()).hasSizeLessThan(Plan.of(whole).jobs().size());
    assertThat(Plan.of(smallest).faults().drawn())
        .hasSizeLessThan(Plan.of(whole).faults().drawn().size());
    assertThat(Trial.once(smallest)).as("it replays").isEqualTo(result);
  }

  @Test
  @Tag("long")
  void fiveThousandSeeds() {
    assertThat(held(LongStream.range(SEEDS, 5_000))).hasSize(5_000 - SEEDS);
  }

  static Stream<Plant> bugs() {
    return Plant.bugs().stream();
  }

  private static List<Trial.Result.Held> held(LongStream seeds) {
    return seeds.parallel().mapToObj(SimulationTest::held).toList();
  }

  private static Trial.Result.Held held(long seed) {
    return switch (Trial.of(Setup.of(seed, Plant.NONE))) {
      case Trial.Result.Held held -> held;
      case Trial.Result.Broke broke ->
          fail("%s%n%s%n%s", broke.what(), broke.smallest(), String.join("\n", broke.last()));
    };
  }

  private static long firstToFail(Plant plant) {
    return LongStream.range(0, SEEDS)
        .filter(seed -> Trial.once(Setup.of(seed, plant)) instanceof Trial.Result.Broke)
        .findFirst()
        .orElseGet(() -> fail("%s was not found within %d seeds".formatted(plant, SEEDS)));
  }
}
