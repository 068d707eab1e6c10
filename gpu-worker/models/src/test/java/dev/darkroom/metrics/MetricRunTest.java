package dev.darkroom.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A measurement over pictures, with a network that sees only what colour they are. */
class MetricRunTest {
  private static final Rgb RED = plain(0xFF0000);
  private static final Rgb GREEN = plain(0x00FF00);

  private final List<Integer> batches = new ArrayList<>();
  private final FeatureNet colours = new FeatureNet("colours", this::coloursOf);

  @TempDir Path folder;

  @Test
  void severalMetricsLookAtEachPictureOnceAndInBoundedBatches() {
    MetricRequest request =
        request(
            EnumSet.of(Metric.IMAGE_SIMILARITY, Metric.CLIP_SCORE, Metric.PRECISION_RECALL),
            repeated(RED, 40),
            Optional.of(repeated(RED, 5)),
            List.of("red"));

    List<Score> scores = scores(request);

    assertThat(batches).containsExactly(16, 16, 8, 5);
    assertThat(scores)
        .extracting(Score::metric)
        .containsExactly("clip_score", "image_similarity", "precision", "recall");
    assertThat(scores.getFirst().value()).isCloseTo(100, within(1e-9));
    assertThat(scores).allSatisfy(s -> assertThat(s.definition()).contains("colours"));
  }

  @Test
  void everyPictureIsComparedWithItsOwnPrompt() {
    MetricRequest request =
        request(
            Set.of(Metric.CLIP_SCORE, Metric.TEXT_SIMILARITY),
            PictureSet.of(List.of(RED, GREEN)),
            Optional.empty(),
            List.of("red", "green"));

    assertThat(scores(request)).extracting(Score::value).containsExactly(100.0, 1.0, 1.0);
  }

  @Test
  void aLearnedWordIsCutOutOfThePrompts() {
    MetricRequest request =
        new MetricRequest(
            Set.of(Metric.TEXT_SIMILARITY),
            PictureSet.of(List.of(RED)),
            Optional.empty(),
            List.of("red<cat>"),
            Optional.of("<cat>"),
            Kid.PUBLISHED);

    assertThat(scores(request).getFirst().value()).isCloseTo(1, within(1e-9));
  }

  @Test
  void whatAMetricLacksIsNamed() {
    PictureSet one = PictureSet.of(List.of(RED));

    assertThatThrownBy(() -> scores(request(Set.of(Metric.FID), one, Optional.of(one), List.of())))
        .hasMessageContaining("fid needs the weights of TensorFlow's Inception");
    assertThatThrownBy(() -> scores(request(Set.of(Metric.KID), one, Optional.empty(), List.of())))
        .hasMessage("kid needs pictures to compare with");
    assertThatThrownBy(
            () -> scores(request(Set.of(Metric.CLIP_SCORE), one, Optional.empty(), List.of())))
        .hasMessageContaining("clip_score needs prompts");
    assertThatThrownBy(() ->
            request(Set.of(Metric.CLIP_SCORE), one, Optional.empty(), List.of("red", "green")))
        .hasMessageContaining("2 prompts for 1 pictures");
  }

  @Test
  void numbersAreThereOnlyAfterTheLastPicture() {
    MetricRun run =
        new MetricRun(
            request(Set.of(Metric.CLIP_SCORE), repeated(RED, 20), Optional.empty(), List.of("red")),
            nets());

    assertThat(run.step()).isTrue();
    assertThat(run.done()).isEqualTo(16);
    assertThatThrownBy(run::scores).hasMessage("16 of 20 pictures are done");
    assertThat(run.step()).isFalse();
    assertThat(run.scores()).hasSize(1);
  }

  @Test
  void aFoldersPicturesAreReadByName() throws Exception {
    Files.write(folder.resolve("b.png"), Png.encode(GREEN));
    Files.write(folder.resolve("a.PNG"), Png.encode(RED));
    Files.writeString(folder.resolve("notes.txt"), "no picture");

    PictureSet set = PictureSet.inFolder(folder);

    assertThat(set.count()).isEqualTo(2);
    assertThat(set.picture(0)).isEqualTo(RED);
    assertThat(set.picture(1)).isEqualTo(GREEN);
  }

  @Test
  void aFolderWithoutPicturesIsRefused() {
    assertThatThrownBy(() -> PictureSet.inFolder(folder)).hasMessageContaining("no PNG files");
  }

  private List<Score> scores(MetricRequest request) {
    MetricRun run = new MetricRun(request, nets());
    while (run.step()) {
      // each step is one batch
    }
    return run.scores();
  }

  private MetricRun.Nets nets() {
    return new MetricRun.Nets(
        Optional.of(colours), Optional.of(MetricRunTest::words), Optional.empty());
  }

  private List<float[]> coloursOf(List<Rgb> pictures) {
    batches.add(pictures.size());
    return pictures.stream()
        .map(p -> new float[] {p.at(0, 0) >> 16 & 0xFF, p.at(0, 0) >> 8 & 0xFF})
        .toList();
  }

  private static List<float[]> words(List<String> texts) {
    return texts.stream()
        .map(t -> t.equals("red") ? new float[] {1, 0} : new float[] {0, 1})
        .toList();
  }

  private static MetricRequest request(
      Set<Metric> metrics, PictureSet of, Optional<PictureSet> against, List<String> prompts) {
    return new MetricRequest(metrics, of, against, prompts, Optional.empty(), Kid.PUBLISHED);
  }

  private static PictureSet repeated(Rgb picture, int count) {
    return PictureSet.of(java.util.Collections.nCopies(count, picture));
  }

  private static Rgb plain(int rgb) {
    return Rgb.ofPixels(2, 2, new int[] {rgb, rgb, rgb, rgb});
  }
}
