package dev.darkroom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class StoppingTest {
  @Test
  void aLossThatFallsIsNoPlateau() {
    Plateau plateau = Plateau.of(3, 0.01);
    for (int step = 1; step <= 20; step++) {
      plateau = plateau.after(step, 1.0 / step);
      assertThat(plateau.reached()).isFalse();
    }
  }

  @Test
  void aLossThatOnlyTremblesIsAPlateauAfterItsPatience() {
    Plateau plateau = Plateau.of(3, 0.01).after(1, 0.5).after(2, 0.499).after(3, 0.498);
    assertThat(plateau.reached()).isFalse();

    assertThat(plateau.after(4, 0.497).reached()).isTrue();
    assertThat(plateau.after(4, 0.49).reached()).isFalse();
  }

  @Test
  void aLossThatIsNoNumberIsNoImprovement() {
    Plateau plateau = Plateau.of(2, 0).after(1, Double.NaN).after(2, Double.NaN);

    assertThat(plateau.reached()).isTrue();
    assertThat(plateau.after(3, 0.4).reached()).isFalse();
  }

  @Test
  void patienceOfNoStepsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plateau.of(0, 0.1))
        .withMessageContaining("1 or more steps");
  }

  @Test
  void theBestSavedStateIsGoodAtBothSimilarities() {
    SavedScore early = new SavedScore(100, 0.55, 0.30);
    SavedScore middle = new SavedScore(200, 0.70, 0.28);
    SavedScore late = new SavedScore(300, 0.90, 0.10);

    assertThat(SavedScore.best(List.of(early, middle, late))).contains(middle);
    assertThat(SavedScore.best(List.of())).isEmpty();
  }

  @Test
  void ofEquallyGoodStatesTheEarliestIsTaken() {
    SavedScore first = new SavedScore(100, 0.5, 0.5);

    assertThat(SavedScore.best(List.of(new SavedScore(200, 0.5, 0.5), first))).contains(first);
  }
}
