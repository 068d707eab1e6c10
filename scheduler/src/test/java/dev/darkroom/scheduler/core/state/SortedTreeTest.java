package dev.darkroom.scheduler.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SortedTreeTest {

  @Test
  void agreesWithJavasTreeMapWhateverIsPutAndRemoved() {
    SplittableRandom random = new SplittableRandom(1);
    TreeMap<Integer, Integer> expected = new TreeMap<>();
    SortedTree<Integer, Integer> tree = SortedTree.empty();
    for (int step = 0; step < 20_000; step++) {
      int key = random.nextInt(500);
      if (random.nextInt(5) < 2) {
        expected.remove(key);
        tree = tree.without(key);
      } else {
        expected.put(key, step);
        tree = tree.with(key, step);
      }
      assertThat(tree.size()).isEqualTo(expected.size());
      assertThat(tree.get(key)).isEqualTo(Optional.ofNullable(expected.get(key)));
      assertThat(tree.rank(key)).isEqualTo(expected.headMap(key).size());
      assertThat(tree.first().map(Map.Entry::getKey))
          .isEqualTo(Optional.ofNullable(expected.isEmpty() ? null : expected.firstKey()));
    }
    assertThat(tree).containsExactlyElementsOf(expected.entrySet());
  }

  @Test
  void anOldTreeIsNotTouchedByWhatBecomesOfANewerOne() {
    SortedTree<String, Integer> old = SortedTree.<String, Integer>empty().with("a", 1).with("b", 2);
    SortedTree<String, Integer> newer = old.with("a", 9).without("b").with("c", 3);
    assertThat(old).hasToString("{a=1, b=2}");
    assertThat(newer).hasToString("{a=9, c=3}");
  }

  @Test
  void treesWithEqualEntriesAreEqualHoweverTheyCameAbout() {
    SortedTree<Integer, String> up = SortedTree.empty();
    SortedTree<Integer, String> down = SortedTree.empty();
    for (int i = 0; i < 100; i++) {
      up = up.with(i, "v" + i);
      down = down.with(99 - i, "v" + (99 - i));
    }
    assertThat(up).isEqualTo(down).hasSameHashCodeAs(down);
    assertThat(up.without(3)).isNotEqualTo(down);
  }

  @Test
  void keysInOrderDoNotMakeItDeep() {
    SortedTree<Integer, Integer> tree = SortedTree.empty();
    for (int i = 0; i < 1 << 17; i++) {
      tree = tree.with(i, i);
    }
    // A list would be 131,072 deep and overflow the stack here; a balanced tree is about 20 deep.
    for (int i = 0; i < 1 << 17; i++) {
      tree = tree.without(i);
    }
    assertThat(tree.isEmpty()).isTrue();
  }
}
