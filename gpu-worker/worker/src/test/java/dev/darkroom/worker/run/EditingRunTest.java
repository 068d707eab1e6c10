package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Pictures;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.spec.GenerationOptions;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.LoraRef;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.job.spec.PictureFormat;
import dev.darkroom.job.spec.PictureSource;
import dev.darkroom.lora.LoraUse;
import dev.darkroom.model.ClipSkip;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.Start;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.worker.core.RunOutcome;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a worker makes of a generation that begins with pictures, LoRAs and finer settings. */
class EditingRunTest {
  private static final Rgb PICTURE = filled(16, 8, 0x336699);
  private static final int WHITE = 0xFFFFFF;

  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void begin() {
    stage = new Stage(folder);
  }

  @Test
  void aPictureIsFetchedOnceDecodedAndDrawnFrom() {
    stage.batch = 1;
    Picture picture = stored(PICTURE);

    assertThat(run(new PictureSource.Image(picture, 0.5))).isInstanceOf(RunOutcome.Succeeded.class);

    assertThat(request().start()).isEqualTo(new Start.FromPicture(PICTURE, 0.5));
    assertThat(text("image-0.png")).contains("Denoising strength: 0.5", picture.digest().hex());
  }

  @Test
  void whatAMaskKeepsIsTheSamePixelByPixelAndTheRestIsDrawn() {
    Rgb mask = halfWhite();

    run(new PictureSource.Inpaint(stored(PICTURE), stored(mask), 1));

    Rgb kept = Png.decode(stage.stored(1, "image-0.png"), ImageLimits.DEFAULT);
    Rgb drawn = stage.generator.drawn(request(), 0);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 16; x++) {
        assertThat(kept.at(x, y)).isEqualTo(x < 8 ? drawn.at(x, y) : PICTURE.at(x, y));
      }
    }
    assertThat(request().start()).isEqualTo(new Start.Repaint(PICTURE, mask, 1));
  }

  @Test
  void anOutpaintedPictureKeepsItsInside() {
    run(new PictureSource.Outpaint(stored(filled(8, 8, 0x336699)), 8, 0, 2, 1));

    Rgb kept = Png.decode(stage.stored(1, "image-0.png"), ImageLimits.DEFAULT);
    Rgb drawn = stage.generator.drawn(request(), 0);
    assertThat(kept.at(9, 4)).isEqualTo(drawn.at(9, 4));
    assertThat(kept.at(10, 4)).isEqualTo(0x336699);
    assertThat(kept.at(15, 7)).isEqualTo(0x336699);
  }

  @Test
  void aSecondPassVariationAndFinerSettingsReachTheModel() {
    stage.run(
        Stage.DRAW.with(
            new GenerationOptions(
                new PictureSource.TwoPass(8, 8, PictureSource.Upscaler.LANCZOS, 0.7),
                Optional.of(new GenerationOptions.Variation(5, 0.25)),
                new GenerationOptions.Tuning(
                    1, 0.7, 0.5, Optional.of(GenerationOptions.PromptSyntax.PLAIN)),
                List.of(),
                PictureFormat.PNG)));

    GenerationRequest request = request();
    assertThat(request.start())
        .isEqualTo(new Start.FromSmaller(new Size(8, 8), Start.Enlargement.PIXELS_LANCZOS, 0.7));
    assertThat(request.seeds()).containsExactly(Seed.varied(42, 5, 0.25));
    assertThat(request.prompt())
        .isEqualTo(Prompt.plain("a red circle", "blurry").withClipSkip(ClipSkip.ofDiffusers(1)));
    assertThat(request.sampling().rescale()).isEqualTo(0.7);
    assertThat(request.sampling().eta()).isEqualTo(0.5);
    assertThat(text("image-0.png"))
        .contains("Variation seed: 5", "Clip skip: 2", "First pass size: 8x8");
  }

  @ParameterizedTest
  @CsvSource({"JPEG, 80, image-0.jpg, image/jpeg", "WEBP, 100, image-0.webp, image/webp"})
  void aPictureOfAnotherFormatIsNamedTypedAndFilledAsOne(
      PictureFormat.Type type, int quality, String name, String media) {
    PictureFormat format = new PictureFormat(type, quality);

    RunOutcome outcome =
        stage.run(Stage.DRAW.with(options(new PictureSource.Noise(), List.of(), format)));

    Output output = ((RunOutcome.Succeeded) outcome).outputs().getFirst();
    assertThat(output.name()).isEqualTo(name);
    assertThat(output.contentType()).isEqualTo(media);
    byte[] file = stage.stored(1, name);
    assertThat(Pictures.decode(file, ImageLimits.DEFAULT).width()).isEqualTo(16);
    assertThat(Pictures.parameters(file, ImageLimits.DEFAULT).orElseThrow())
        .contains("a red circle", "Seed: 42");
  }

  @Test
  void aLoraIsReadOnceAndTheSameObjectIsUsedAgain() {
    JobSpec.Generation spec = Stage.DRAW.with(options(lora(0.8)));

    RunTask task = stage.task();
    List<RunOutcome> outcomes = stage.run(task, stage.lease(spec));
    assertThat(stage.holdings).containsExactly("m@1", "ink@1");
    outcomes.addAll(stage.run(task, stage.lease(spec)));

    assertThat(outcomes).hasSize(2).allMatch(RunOutcome.Succeeded.class::isInstance);
    List<LoraUse> uses =
        stage.generator.requests.stream().map(r -> r.additions().loras().getFirst()).toList();
    assertThat(uses.getFirst().weight()).isEqualTo(0.8);
    assertThat(uses.getFirst().lora().size()).isEqualTo(1);
    assertThat(uses.getLast().lora()).isSameAs(uses.getFirst().lora());
    assertThat(text("image-0.png")).contains("Loras: \"ink@1:0.8\"");
  }

  @Test
  void aLoraThatIsNoneOrHasChangedIsTheClientsAffair() {
    ModelManifest ink = stage.models.add("ink", "w.safetensors");
    var gone = new LoraRef(ink.ref(), Digest.of(new byte[] {9}), 1);

    assertThat(error(stage.run(Stage.DRAW.with(options(gone)))).code()).isEqualTo("lora_changed");
    LoraRef broken = new LoraRef(ink.ref(), ink.digest(), 1);
    JobError error = error(stage.run(Stage.DRAW.with(options(broken)), 2));
    assertThat(error.code()).isEqualTo("lora_unreadable");
    assertThat(error.param()).contains("loras");
  }

  @Test
  void aPictureThatIsGoneChangedOrBrokenEndsTheJobByItsField() {
    Picture picture = stored(PICTURE);
    stage.store.put(picture.key(), new byte[] {1}, "image/png");
    JobError changed = error(run(new PictureSource.Image(picture, 0.5)));
    assertThat(changed.kind()).isEqualTo(ErrorKind.CLIENT);
    assertThat(changed.code() + changed.param()).isEqualTo("file_changedOptional[image]");

    Picture mask = stored(new byte[] {1, 2, 3});
    JobError broken = error(run(new PictureSource.Inpaint(stored(PICTURE), mask, 1)));
    assertThat(broken.code() + broken.param()).isEqualTo("picture_unreadableOptional[mask_image]");
    assertThat(broken.message()).contains("neither PNG, JPEG nor WebP");

    stage.store.delete(picture.key());
    assertThat(error(run(new PictureSource.Image(picture, 0.5))).code())
        .isEqualTo("file_not_found");
  }

  private RunOutcome run(PictureSource source) {
    return stage.run(Stage.DRAW.with(options(source, List.of(), PictureFormat.PNG)));
  }

  private static GenerationOptions options(LoraRef lora) {
    return options(new PictureSource.Noise(), List.of(lora), PictureFormat.PNG);
  }

  private static GenerationOptions options(
      PictureSource source, List<LoraRef> loras, PictureFormat format) {
    return new GenerationOptions(
        source, Optional.empty(), GenerationOptions.Tuning.NONE, loras, format);
  }

  private LoraRef lora(double weight) {
    SafetensorsWriter.write(
        folder.resolve("w.safetensors"),
        Map.of(
            "unet.mid.to_q.lora_A.weight",
            HostTensor.ofFloats(new float[8], 2, 4),
            "unet.mid.to_q.lora_B.weight",
            HostTensor.ofFloats(new float[8], 4, 2)),
        Map.of());
    ModelManifest ink = stage.models.add("ink", "w.safetensors");
    return new LoraRef(ink.ref(), ink.digest(), weight);
  }

  private GenerationRequest request() {
    return stage.generator.requests.getFirst();
  }

  private String text(String name) {
    return Png.texts(stage.stored(1, name), ImageLimits.DEFAULT).getOrDefault("parameters", "");
  }

  private Picture stored(Rgb picture) {
    return stored(Png.encode(picture));
  }

  private Picture stored(byte[] file) {
    Digest digest = Digest.of(file);
    String key = "t/default/uploads/" + digest.hex() + "/data";
    stage.store.put(key, file, "image/png");
    return new Picture("a.png", key, digest, file.length, Optional.empty());
  }

  private static Rgb filled(int width, int height, int rgb) {
    int[] pixels = new int[width * height];
    Arrays.fill(pixels, rgb);
    return Rgb.ofPixels(width, height, pixels);
  }

  /** White on its left half. */
  private static Rgb halfWhite() {
    int[] pixels = new int[16 * 8];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 16 < 8 ? WHITE : 0;
    }
    return Rgb.ofPixels(16, 8, pixels);
  }

  private static JobError error(RunOutcome outcome) {
    assertThat(outcome).isInstanceOf(RunOutcome.Failed.class);
    return ((RunOutcome.Failed) outcome).error();
  }
}
