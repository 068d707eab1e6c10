package dev.darkroom.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.random.TorchRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private static final List<String> FOUR = List.of("red", "green", "blue", "gray");

  @Test
  void whatIsSeenAlikeHasNoDistanceFromEven() {
    Histogram even = Histogram.of(FOUR, FOUR);

    assertThat(even.totalVariation()).isZero();
    assertThat(even.divergence()).isZero();
  }

  @Test
  void whatIsSeenAloneHasTheLargestDistances() {
    Histogram one = Histogram.of(FOUR, Collections.nCopies(8, "red"));

    assertThat(one.share("red")).isEqualTo(1);
    assertThat(one.totalVariation()).isEqualTo(0.75);
    assertThat(one.divergence()).isEqualTo(Math.log(4), within(1e-12));
  }

  @Test
  void distancesAreThoseOfTheirFormulas() {
    Histogram some = Histogram.of(FOUR, List.of("red", "red", "green", "blue"));

    assertThat(some.totalVariation()).isEqualTo((0.25 + 0 + 0 + 0.25) / 2, within(1e-12));
    assertThat(some.divergence()).isEqualTo(0.5 * Math.log(2), within(1e-12));
  }

  @Test
  void chanceAloneShowsWhatDrawingFromAnEvenSourceShows() {
    int draws = 4_000;
    int n = 24;
    long[] random = TorchRandom.seeded(3).randint(0, 4, draws * n);
    double sum = 0;
    for (int d = 0; d < draws; d++) {
      List<String> seen = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        seen.add(FOUR.get((int) random[d * n + i]));
      }
      sum += Histogram.of(FOUR, seen).totalVariation();
    }

    double told = Histogram.of(FOUR, Collections.nCopies(n, "red")).totalVariationByChance();

    assertThat(told).isEqualTo(sum / draws, within(0.004));
  }

  @Test
  void aLabelThatIsNoneIsRefused() {
    assertThatThrownBy(() -> Histogram.of(FOUR, List.of("pink"))).hasMessageContaining("'pink'");
    assertThatThrownBy(() -> Histogram.of(FOUR, List.of())).hasMessageContaining("a picture");
  }
}
