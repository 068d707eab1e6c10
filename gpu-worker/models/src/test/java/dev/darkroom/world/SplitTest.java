package dev.darkroom.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
  @Test
  void aboutATenthIsHeldOut() {
    var stream = new SeedStream(5);
    long heldOut =
        LongStream.range(0, 20_000)
            .filter(_ -> Split.isHeldOut(WorldSampler.anyScene(stream)))
            .count();

    assertThat(heldOut / 20_000.0).isCloseTo(0.1, within(0.01));
  }

  /** The first is the prompt of {@code darkroom demo}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a large red circle on a blue background",
        "a large striped purple star with a white outline on a gray background",
        "a small striped red arrow on a white background"
      })
  void aListedCaptionIsHeldOutWhateverItLeavesFree(String caption) {
    var ask = CaptionParser.parse(caption);

    var scenes =
        LongStream.range(0, 100).mapToObj(seed -> ask.complete(new SeedStream(seed))).toList();

    assertThat(scenes).allMatch(Split::isHeldOut);
    assertThat(scenes).extracting(Scene::position).contains(Position.values());
  }

  @Test
  void aListedCaptionHoldsOutNothingButItself() {
    var ask = CaptionParser.parse("a medium red circle on a blue background");

    assertThat(Split.isHeldOut(ask.complete(new SeedStream(1)))).isFalse();
  }

  @Test
  void theHashIsTheDocumentedOne() {
    var scene =
        new Scene(
            ShapeKind.CIRCLE,
            Hue.RED,
            Hue.BLUE,
            Pattern.SOLID,
            Outline.NONE,
            Size.LARGE,
            Position.TOP);

    assertThat(Split.hash(scene)).isEqualTo(0xD6B5F643B8CA8C5DL);
  }

  @Test
  void trainingNeverMeetsAHeldOutSceneAndEvaluationMeetsNothingElse() {
    var sampler = new WorldSampler(6);

    assertThat(LongStream.range(0, 3_000).mapToObj(sampler::training))
        .noneMatch(sample -> Split.isHeldOut(sample.scene()));
    assertThat(LongStream.range(0, 500).mapToObj(sampler::heldOut))
        .allMatch(sample -> Split.isHeldOut(sample.scene()));
  }

  @Test
  void noEvaluationCaptionWasEverATrainingCaption() {
    assertThat(WorldSampler.evaluation(400))
        .hasSize(400)
        .allSatisfy(pair -> {
          var anyMeeting = pair.ask().complete(new SeedStream(pair.seed()));
          assertThat(Split.isHeldOut(anyMeeting)).as(pair.caption()).isTrue();
        });
  }

  @Test
  void aSampleDependsOnItsSeedAndIndexAlone() {
    var sampler = new WorldSampler(8);
    var last = sampler.training(41);
    var seen = new HashSet<Long>();
    LongStream.range(0, 41).forEach(i -> seen.add(sampler.training(i).pictureSeed()));

    assertThat(sampler.training(41)).isEqualTo(last);
    assertThat(seen).hasSize(41).doesNotContain(last.pictureSeed());
    assertThat(new WorldSampler(9).training(41)).isNotEqualTo(last);
  }
}
