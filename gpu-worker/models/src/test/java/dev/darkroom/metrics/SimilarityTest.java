package dev.darkroom.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Cosines of pictures and texts, by hand. */
class SimilarityTest {
  private static final float[] EAST = {2, 0};
  private static final float[] NORTH = {0, 5};
  private static final float[] WEST = {-1, 0};

  @Test
  void imageSimilarityIsTheMeanOverAllPairs() {
    Features drawn = Features.of(List.of(EAST, NORTH));
    Features given = Features.of(List.of(EAST, WEST, NORTH));

    // east: 1, -1, 0; north: 0, 0, 1
    assertThat(Similarity.ofPictures(drawn, given)).isCloseTo(1 / 6.0, within(1e-12));
  }

  @Test
  void theTwoTextSimilaritiesDifferWherePicturesDo() {
    Features drawn = Features.of(List.of(EAST, NORTH));
    Features text = Features.of(List.of(EAST));

    assertThat(Similarity.ofText(drawn, text, Similarity.TextForm.MEAN_OF_COSINES))
        .isCloseTo(0.5, within(1e-12));
    assertThat(Similarity.ofText(drawn, text, Similarity.TextForm.MEAN_EMBEDDING))
        .isCloseTo(Math.sqrt(0.5), within(1e-12));
  }

  @Test
  void aPictureThatContradictsItsCaptionCountsAsNothing() {
    Features pictures = Features.of(List.of(EAST, NORTH));
    Features captions = Features.of(List.of(WEST, NORTH));

    assertThat(Similarity.clipScore(pictures, captions)).isEqualTo(50);
  }

  @Test
  void everyPictureNeedsItsCaption() {
    Features pictures = Features.of(List.of(EAST, NORTH));

    assertThatThrownBy(() -> Similarity.clipScore(pictures, Features.of(List.of(EAST))))
        .hasMessage("1 texts, where 2 are needed: one a picture");
  }

  @Test
  void aFeatureOfLengthNothingIsRefused() {
    Features none = Features.of(List.of(new float[2]));

    assertThatThrownBy(() -> Similarity.ofPictures(none, none)).hasMessageContaining("length 0");
  }
}
