package dev.darkroom.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptionTest {
  @Test
  void aFullCaptionNamesEveryAttribute() {
    var ask =
        CaptionParser.parse(
            "A large striped purple star with a white outline on a gray background at the top left.");

    assertThat(ask)
        .isEqualTo(
            Ask.of(
                new Scene(
                    ShapeKind.STAR,
                    Hue.PURPLE,
                    Hue.GRAY,
                    Pattern.STRIPED,
                    Outline.WHITE,
                    Size.LARGE,
                    Position.TOP_LEFT)));
  }

  @Test
  void leftOutMeansSolidWithoutOutlineAndTheRestFree() {
    var ask = CaptionParser.parse("red circle, blue background");

    assertThat(ask.shape()).contains(ShapeKind.CIRCLE);
    assertThat(ask.fill()).contains(Hue.RED);
    assertThat(ask.background()).contains(Hue.BLUE);
    assertThat(ask.pattern()).isEqualTo(Pattern.SOLID);
    assertThat(ask.outline()).isEqualTo(Outline.NONE);
    assertThat(ask.size()).isEmpty();
    assertThat(ask.position()).isEmpty();
    assertThat(ask.fixed())
        .containsExactlyInAnyOrder(
            Attribute.SHAPE,
            Attribute.FILL,
            Attribute.BACKGROUND,
            Attribute.PATTERN,
            Attribute.OUTLINE);
  }

  @Test
  void aCaptionMayLeaveTheShapeOut() {
    assertThat(CaptionParser.parse("a small green shape").shape()).isEmpty();
  }

  @Test
  void aColourAfterOnIsTheBackground() {
    var ask = CaptionParser.parse("an orange ring on the right on gray");

    assertThat(ask.background()).contains(Hue.GRAY);
    assertThat(ask.position()).contains(Position.RIGHT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a red sqare                         | unknown word "sqare": did you mean "square"?
          a red elephant                      | unknown word "elephant": the house world knows
          a red blue circle                   | the caption names two fills
          a red circle on a red background    | fill and background are both red
          a gray circle                       | no shape is gray: fill it with one of red, green
          a white star with a white outline   | a white outline cannot be seen on white
          a red star with a blue outline      | no outline is blue: use black or white
          a red star with an outline          | "outline" needs its colour before it
          a star at the top bottom            | two rows
          """)
  void aWrongCaptionIsToldWhatWouldBeRight(String caption, String message) {
    assertThatThrownBy(() -> CaptionParser.parse(caption))
        .isInstanceOf(CaptionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anEmptyOrEndlessCaptionIsRefused() {
    assertThatThrownBy(() -> CaptionParser.parse("  ")).hasMessageContaining("empty");
    assertThatThrownBy(() -> CaptionParser.parse("red ".repeat(1_000_000)))
        .hasMessageContaining("at most 512");
  }

  @Test
  void everyWrittenCaptionIsReadBackAndIsTrueOfItsScene() {
    var sampler = new WorldSampler(3);

    assertThat(LongStream.range(0, 3_000).mapToObj(sampler::training))
        .allSatisfy(sample -> {
          var ask = CaptionParser.parse(sample.caption());
          assertThat(ask.isMetBy(sample.scene())).as(sample.caption()).isTrue();
          assertThat(Grammar.tokens(sample.caption()))
              .hasSizeLessThanOrEqualTo(Grammar.MAX_CAPTION_TOKENS)
              .isSubsetOf(Grammar.words());
        });
  }

  @Test
  void everyWordOfTheGrammarOccursInTrainingCaptions() {
    var sampler = new WorldSampler(4);

    assertThat(
            LongStream.range(0, 2_000)
                .mapToObj(sampler::training)
                .flatMap(sample -> Grammar.tokens(sample.caption()).stream()))
        .containsAll(Grammar.words());
  }

  @Test
  void freeAttributesAreDrawnFromTheSeed() {
    var ask = CaptionParser.parse("a striped shape with a black outline");

    assertThat(LongStream.range(0, 300).mapToObj(seed -> ask.complete(new SeedStream(seed))))
        .allMatch(ask::isMetBy)
        .extracting(Scene::shape)
        .contains(ShapeKind.values());
    assertThat(ask.complete(new SeedStream(7))).isEqualTo(ask.complete(new SeedStream(7)));
    assertThat(ask.get(Attribute.FILL)).isEqualTo(Optional.empty());
  }
}
