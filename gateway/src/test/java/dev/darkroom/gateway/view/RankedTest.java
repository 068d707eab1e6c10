package dev.darkroom.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RankedTest {
  @Test
  void everyElementKnowsItsPlaceAfterEveryChange() {
    Random random = new Random(7);
    TreeSet<Integer> expected = new TreeSet<>();
    Ranked<Integer> ranked = Ranked.empty();
    for (int i = 0; i < 2_000; i++) {
      int element = random.nextInt(300);
      boolean adds = random.nextInt(3) > 0;
      ranked = adds ? ranked.with(element) : ranked.without(element);
      boolean _ = adds ? expected.add(element) : expected.remove(element);
      assertThat(ranked.size()).isEqualTo(expected.size());
      if (i % 50 == 0) {
        assertThat(places(ranked)).isEqualTo(placesOf(expected));
      }
    }
  }

  @Test
  void aReaderKeepsTheVersionThatItHolds() {
    Ranked<Integer> before = Ranked.<Integer>empty().with(1).with(3);

    Ranked<Integer> after = before.with(2).without(1);

    assertThat(before.rank(3)).hasValue(2);
    assertThat(before.rank(2)).isEmpty();
    assertThat(after.rank(3)).hasValue(2);
    assertThat(after.rank(1)).isEmpty();
  }

  @Test
  void addingInOrderDoesNotMakeItDeep() {
    Ranked<Integer> ranked = Ranked.empty();
    for (int i = 0; i < 200_000; i++) {
      ranked = ranked.with(i);
    }

    assertThat(ranked.rank(199_999)).hasValue(200_000);
  }

  private static List<Integer> places(Ranked<Integer> ranked) {
    List<Integer> places = new ArrayList<>();
    for (int element = 0; element < 300; element++) {
      places.add(ranked.rank(element).orElse(0));
    }
    return places;
  }

  private static List<Integer> placesOf(TreeSet<Integer> set) {
    List<Integer> places = new ArrayList<>();
    for (int element = 0; element < 300; element++) {
      places.add(set.contains(element) ? set.headSet(element).size() + 1 : 0);
    }
    return places;
  }
}
