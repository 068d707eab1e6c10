package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.job.spec.FineTuneSpec.Source;
import dev.darkroom.job.spec.Keeping;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.job.spec.TrainingPlan;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuner;
import dev.darkroom.model.Generator;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.RunLog;
import dev.darkroom.worker.FakeFineTuner;
import dev.darkroom.worker.FakeModels;
import dev.darkroom.worker.core.RunNews;
import dev.darkroom.worker.core.RunOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model is taught that only counts: what comes before its first step and after its last. */
class FineTuneRunTest {
  private static final String RESULT = "pytorch_lora_weights.safetensors";
  private static final String CLASS_PICTURES = "class_pictures.zip";
  private static final FineTuneSpec.Recipe PLAIN =
      new FineTuneSpec.Recipe(OptionalDouble.empty(), 0, 0, 0, 1, 1, OptionalDouble.empty());
  private static final FineTuneSpec.Change LORA =
      new FineTuneSpec.Change(
          FineTuneSpec.Method.LORA,
          Optional.of(new FineTuneSpec.Adapter(4, 8, 0, List.of(FineTuneSpec.Target.ATTENTION))),
          Optional.empty(),
          PLAIN,
          true);

  @TempDir Path folder;
  private Stage stage;
  private FakeFineTuner tuner;
  private int drawings; // of class pictures

  @BeforeEach
  void set() {
    stage = new Stage(folder);
    tuner = new FakeFineTuner();
    stage.registry = FakeModels.registry((_, _) -> learner());
  }

  @Test
  void aTrainingLeavesItsLoraItsSavingsAndWhatItLearnedFrom() {
    RunOutcome.Succeeded done = succeeded(stage.run(spec(LORA, two())));

    assertThat(names(done))
        .containsExactly(
            "dataset.json",
            "dataset.png",
            "pytorch_lora_weights-steps-8.safetensors",
            "samples-steps-8.png",
            RESULT,
            "samples.png");
    assertThat(output(done, RESULT).role()).isEqualTo(Output.Role.LORA);
    assertThat(text("dataset.json"))
        .contains("\"caption\" : \"a red circle\"", "\"seen_at\" : \"16x16\"", "\"digest\"");
    Rgb sheet = Png.decode(stage.stored(1, "dataset.png"), ImageLimits.DEFAULT);
    assertThat(sheet.width()).as("two pictures as the model sees them").isEqualTo(32);
  }

  @Test
  void theModelIsAskedForWhatTheJobSays() {
    succeeded(stage.run(spec(LORA, two())));

    FineTuneRequest asked = tuner.requests.getFirst();
    assertThat(asked.method())
        .isInstanceOfSatisfying(
            FineTuneRequest.Lora.class,
            lora -> {
              assertThat(lora.rule().rank()).isEqualTo(4);
              assertThat(lora.rule().alpha()).isEqualTo(8);
              assertThat(lora.targets())
                  .containsExactlyInAnyOrder(
                      FineTuneRequest.Target.UNET_ATTENTION, FineTuneRequest.Target.TEXT_ATTENTION);
            });
    assertThat(asked.material().examples())
        .extracting(FineTuneRequest.Example::caption)
        .containsExactly("a red circle", "a blue circle");
    assertThat(asked.lineage().base()).startsWith("m@1 sha256:");
    assertThat(tuner.generator.requests)
        .as("where no prompt is given, the first captions are drawn")
        .extracting(request -> request.prompt().text())
        .containsExactly("a red circle", "a blue circle", "a red circle", "a blue circle");
  }

  @Test
  void aWholeModelIsStoredByItsFilesAndEqualBytesOnce() {
    FineTuneSpec.Change full =
        new FineTuneSpec.Change(
            FineTuneSpec.Method.FULL, Optional.empty(), Optional.empty(), PLAIN, false);

    RunOutcome.Succeeded done = succeeded(stage.run(spec(full, two())));

    assertThat(output(done, "unet/weights.safetensors").role()).isEqualTo(Output.Role.MODEL);
    assertThat(output(done, "unet/config.json").key())
        .isEqualTo(output(done, "unet/config-steps-8.json").key());
    assertThat(output(done, "unet/weights.safetensors").key())
        .isNotEqualTo(output(done, "unet/weights-steps-8.safetensors").key());
  }

  @Test
  void aRunThatGoesOnFromACheckpointEndsAsOneThatNeverStopped() {
    succeeded(stage.run(spec(LORA, two())));
    byte[] whole = stage.stored(1, RESULT);

    RunOutcome.Succeeded resumed = succeeded(stage.run(spec(LORA, two()), 2, stage.checkpoint()));

    assertThat(tuner.begunAt).containsExactly(0L, 10L);
    assertThat(stage.stored(2, RESULT)).isEqualTo(whole);
    assertThat(output(resumed, "dataset.json").key()).isEqualTo(stage.key(1, "dataset.json"));
  }

  @Test
  void missingClassPicturesAreDrawnFirstAndOnlyOnce() {
    FineTuneSpec.Change booth = booth(3);

    succeeded(stage.run(spec(booth, two())));
    assertThat(tuner.generator.requests)
        .filteredOn(request -> request.prompt().text().equals("a circle"))
        .hasSize(2);
    FineTuneRequest.DreamBooth asked =
        (FineTuneRequest.DreamBooth) tuner.requests.getFirst().method();
    assertThat(asked.prior().orElseThrow().pictures()).hasSize(3);
    assertThat(asked.prior().orElseThrow().weight()).isEqualTo(0.5);

    succeeded(stage.run(spec(booth, two()), 2, stage.checkpoint()));
    assertThat(tuner.generator.requests)
        .filteredOn(request -> request.prompt().text().equals("a circle"))
        .as("a run that goes on finds them")
        .hasSize(2);
  }

  @Test
  void aRunThatEndsWhileClassPicturesAreDrawnLeavesThemToTheNextOne() {
    FineTuneSpec spec = spec(booth(21), two());
    succeeded(stage.run(spec));
    byte[] undisturbed = stage.stored(1, CLASS_PICTURES);
    stage.news.clear();

    atDrawing(13, () -> stage.stop.raise());
    stage.run(spec, 2);
    assertThat(told()).as("they are kept with the job").contains("dataset.json", "dataset.png");

    atDrawing(3, () -> stage.stop.askYield());
    stage.run(spec, 3, stage.checkpoint());
    assertThat(drawings).as("all that the checkpoint held were found").isEqualTo(3);

    atDrawing(Integer.MAX_VALUE, () -> {});
    RunOutcome.Succeeded done = succeeded(stage.run(spec, 4, stage.checkpoint()));
    assertThat(drawings)
        .as("8 were safe when the first died, 2 more when the next yielded")
        .isEqualTo(10);
    assertThat(stage.stored(4, CLASS_PICTURES)).isEqualTo(undisturbed);
    assertThat(told()).contains(CLASS_PICTURES);
    assertThat(names(done)).containsOnlyOnce(CLASS_PICTURES);
  }

  @Test
  void classPicturesThatWereDrawnOtherwiseAreNotTaken() {
    atDrawing(13, () -> stage.stop.raise());
    stage.run(spec(booth(21), two()));

    atDrawing(Integer.MAX_VALUE, () -> {});
    stage.models.add("m", 11);
    succeeded(stage.run(spec(booth(21), two()), 2, stage.checkpoint()));

    assertThat(drawings).isEqualTo(20);
  }

  @Test
  void aZipFileIsReadWithEveryFormOfCaptions() throws IOException {
    byte[] zip =
        zip(
            entry("suns/a.png", png(1)),
            entry("suns/b.png", png(2)),
            entry("suns/b.txt", utf8("a blue circle")),
            entry(
                "suns/metadata.jsonl",
                utf8("{\"file_name\": \"a.png\", \"text\": \"a red circle\"}")));
    stage.store.put("t/default/uploads/zip", zip, "application/zip");

    succeeded(stage.run(spec(LORA, new Source.Archive(picture("suns.zip", zip)))));

    assertThat(tuner.requests.getFirst().material().examples())
        .extracting(FineTuneRequest.Example::caption)
        .containsExactly("a red circle", "a blue circle");
  }

  @Test
  void everythingBelowAPrefixIsReadAndMayNotChangeMeanwhile() {
    stage.store.put("t/default/datasets/suns/a.png", png(1), "image/png");
    stage.store.put("t/default/datasets/suns/a.txt", utf8("a red circle"), "text/plain");
    Source below = new Source.Prefix("t/default/datasets/suns/");
    succeeded(stage.run(spec(LORA, below)));

    stage.store.put("t/default/datasets/suns/a.txt", utf8("a blue circle"), "text/plain");

    assertThat(failure(stage.run(spec(LORA, below), 2, stage.checkpoint())).code())
        .isEqualTo("dataset_changed");
  }

  @Test
  void aDatasetWithAnythingWrongIsRefusedForGoodBeforeTheFirstStep() {
    Source wrong =
        new Source.Listed(
            List.of(
                brought("a.png", 1, "a red circle"),
                brought("b.png", 1, "word ".repeat(200)),
                brought("c.png", 3, "")));

    JobError error = failure(stage.run(spec(LORA, wrong)));

    assertThat(error.kind()).isEqualTo(ErrorKind.CLIENT);
    assertThat(error.code()).isEqualTo("dataset_unusable");
    assertThat(error.param()).contains("dataset");
    assertThat(error.message()).contains("00002-b.png", "shorten it", "no caption");
    assertThat(tuner.requests).isEmpty();
  }

  @Test
  void whatIsWorthALookIsToldInTheLog() {
    Source twice =
        new Source.Listed(List.of(brought("a.png", 1, "a circle"), brought("b.png", 1, "a sun")));

    succeeded(stage.run(spec(LORA, twice)));

    assertThat(log()).contains("2 pictures: 2 at 16x16");
    assertThat(log()).anyMatch(line -> line.contains("is the same file as"));
  }

  @Test
  void aModelThatCannotBeFineTunedSaysSo() {
    stage.registry = stage.models.registry(stage.generator);

    assertThat(failure(stage.run(spec(LORA, two()))).code()).isEqualTo("model_cannot_learn");
  }

  @Test
  void nothingOfARunStaysOnTheWorkersDisk() throws Exception {
    stage.run(spec(LORA, two()));

    try (var left = Files.list(stage.spoolFolder.resolve("training"))) {
      assertThat(left).isEmpty();
    }
  }

  /** A subject whose class has one given picture. */
  private FineTuneSpec.Change booth(int images) {
    return new FineTuneSpec.Change(
        FineTuneSpec.Method.DREAMBOOTH,
        LORA.adapter(),
        Optional.of(
            new FineTuneSpec.Subject(
                "a sks circle",
                Optional.of(
                    new FineTuneSpec.Prior(
                        "a circle", List.of(brought("given.png", 9, "")), images, 0.5)))),
        PLAIN,
        false);
  }

  /** From now on something happens when a class picture is begun, the first being 1. */
  private void atDrawing(int number, Runnable event) {
    drawings = 0;
    stage.stop = new StopSignal();
    tuner.generator.refuse =
        request -> {
          if (request.prompt().text().equals("a circle") && ++drawings == number) {
            event.run();
          }
        };
  }

  /** Outputs that the log has heard of. */
  private List<String> told() {
    return stage.news.stream()
        .filter(RunNews.OutputsStored.class::isInstance)
        .flatMap(news -> ((RunNews.OutputsStored) news).outputs().stream())
        .map(Output::name)
        .toList();
  }

  private Source two() {
    return new Source.Listed(
        List.of(brought("a.png", 1, "a red circle"), brought("b.png", 2, "a blue circle")));
  }

  /** A picture that lies in the store. */
  private Picture brought(String name, int hue, String caption) {
    byte[] bytes = png(hue);
    String key = "t/default/uploads/" + name;
    stage.store.put(key, bytes, "image/png");
    return new Picture(
        name,
        key,
        Digest.of(bytes),
        bytes.length,
        Optional.of(caption).filter(text -> !text.isEmpty()));
  }

  private static Picture picture(String name, byte[] bytes) {
    return new Picture(
        name, "t/default/uploads/zip", Digest.of(bytes), bytes.length, Optional.empty());
  }

  private static byte[] png(int hue) {
    int[] pixels = new int[16 * 16];
    java.util.Arrays.fill(pixels, hue * 20);
    return Png.encode(Rgb.ofPixels(16, 16, pixels));
  }

  private record Entry(String name, byte[] bytes) {}

  private static Entry entry(String name, byte[] bytes) {
    return new Entry(name, bytes);
  }

  private static byte[] zip(Entry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Entry entry : entries) {
        zip.putNextEntry(new ZipEntry(entry.name()));
        zip.write(entry.bytes());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String text(String name) {
    return new String(stage.stored(1, name), StandardCharsets.UTF_8);
  }

  private List<String> log() {
    return RunLog.read(stage.stored(1, RunLog.FILE)).stream()
        .map(ProgressEvent.Line::text)
        .toList();
  }

  private LoadedModel learner() {
    return new LoadedModel() {
      @Override
      public long bytes() {
        return 10;
      }

      @Override
      public Optional<Generator> generator() {
        return Optional.of(tuner.generator);
      }

      @Override
      public Optional<FineTuner> fineTuner() {
        return Optional.of(tuner);
      }

      @Override
      public void close() {}
    };
  }

  private static RunOutcome.Succeeded succeeded(RunOutcome outcome) {
    return assertThat(outcome).asInstanceOf(type(RunOutcome.Succeeded.class)).actual();
  }

  private static JobError failure(RunOutcome outcome) {
    return assertThat(outcome).asInstanceOf(type(RunOutcome.Failed.class)).actual().error();
  }

  private static List<String> names(RunOutcome.Succeeded done) {
    return done.outputs().stream().map(Output::name).toList();
  }

  private static Output output(RunOutcome.Succeeded done, String name) {
    return done.outputs().stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow();
  }

  /** Twelve steps, a saving after 8 of them, a checkpoint every 5. */
  private static FineTuneSpec spec(FineTuneSpec.Change change, Source source) {
    return new FineTuneSpec(
        ModelRef.parse("m@1"),
        "suns",
        new FineTuneSpec.Dataset(source, 16, false, 0, List.of()),
        change,
        new TrainingPlan(
            12,
            new TrainingPlan.Batch(1, 1, 1),
            new TrainingPlan.Rate(1e-4, false, "constant", 0),
            0.01,
            new TrainingPlan.Machine(TrainingPlan.Precision.NO, false, 1),
            7),
        new Keeping(
            8,
            5,
            Optional.of(
                new Keeping.Validation(List.of(), List.of(1L), 2, 3, "ddim", Optional.empty())),
            Optional.empty(),
            Keeping.Pick.LAST));
  }
}
