package dev.darkroom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.image.Buckets.Bucket;
import dev.darkroom.image.Buckets.Placement;
import dev.darkroom.image.Buckets.Rule;
import org.junit.jupiter.api.Test;

class BucketsTest {
  private static final Buckets AROUND_512 = Buckets.of(Rule.around(512));

  @Test
  void sizesAround512AreWidthsBySixtyFourAndTheHeightThatTheAreaLeavesBothWaysRound() {
    assertThat(AROUND_512.sizes().stream().map(Bucket::toString))
        .containsExactly(
            "256x832",
            "256x896",
            "256x960",
            "256x1024",
            "320x704",
            "320x768",
            "384x640",
            "448x576",
            "512x512",
            "576x448",
            "640x384",
            "704x320",
            "768x320",
            "832x256",
            "896x256",
            "960x256",
            "1024x256");
  }

  @Test
  void aPictureGoesToTheNearestAspectIsMadeToCoverItAndCutInTheMiddle() {
    assertThat(AROUND_512.place(1000, 1500))
        .isEqualTo(new Placement(new Bucket(384, 640), 427, 640, 21, 0));
    assertThat(AROUND_512.place(4000, 1000))
        .isEqualTo(new Placement(new Bucket(1024, 256), 1024, 256, 0, 0));
  }

  @Test
  void aPictureOfABucketsSizeStaysAsItIs() {
    assertThat(AROUND_512.place(576, 448))
        .isEqualTo(new Placement(new Bucket(576, 448), 576, 448, 0, 0));
  }

  @Test
  void withoutBucketsEveryPictureBecomesASquare() {
    assertThat(Buckets.square(64).place(200, 100))
        .isEqualTo(new Placement(new Bucket(64, 64), 128, 64, 32, 0));
  }

  @Test
  void sidesThatGiveNoSizeOrTooManyAreRefused() {
    assertThatThrownBy(() -> new Rule(512, 256, 1024, 1)).hasMessageContaining("larger step");
    assertThatThrownBy(() -> new Rule(128, 256, 1024, 64)).hasMessageContaining("resolution 128");
  }

  @Test
  void aroundAModelsFactorEverySideIsAMultipleOfIt() {
    assertThat(Buckets.around(64, 16).sizes())
        .contains(new Bucket(64, 64), new Bucket(128, 32), new Bucket(32, 128))
        .allMatch(size -> size.width() % 16 == 0 && size.height() % 16 == 0);
  }
}
