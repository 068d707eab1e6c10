package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.Output;
import dev.darkroom.job.RunManifest;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.model.Seed;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.worker.FakeModels;
import dev.darkroom.worker.core.RunOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTaskTest {
  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void begin() {
    stage = new Stage(folder);
  }

  @Test
  void aPictureIsStoredWithItsParametersAndTheManifestLast() {
    RunOutcome outcome = stage.run(Stage.DRAW);

    assertThat(outcome).isInstanceOf(RunOutcome.Succeeded.class);
    assertThat(stage.store.puts)
        .containsExactly(stage.key(1, "image-0.png"), stage.key(1, "manifest.json"));
    assertThat(Png.texts(stage.stored(1, "image-0.png"), ImageLimits.DEFAULT).get("parameters"))
        .startsWith("a red circle\nNegative prompt: blurry\nSteps: 4")
        .contains("Seed: 42", "Size: 16x8", "Model: m@1");
  }

  @Test
  void theManifestNamesEveryOutputByTheDigestOfItsBytes() {
    RunOutcome.Succeeded done = (RunOutcome.Succeeded) stage.run(drawing(3));

    byte[] manifest = stage.stored(1, "manifest.json");
    assertThat(done.manifest()).isEqualTo(Digest.of(manifest));
    RunManifest read = Outputs.MANIFEST.decode(manifest);
    assertThat(read.outputs()).isEqualTo(done.outputs()).hasSize(3);
    for (Output output : read.outputs()) {
      byte[] bytes = stage.stored(1, output.name());
      assertThat(output.hash()).isEqualTo(Digest.of(bytes));
      assertThat(output.sizeBytes()).isEqualTo(bytes.length);
      assertThat(output.key()).isEqualTo(stage.key(1, output.name()));
    }
    assertThat(read.outputs())
        .extracting(Output::seed)
        .containsExactly(OptionalLong.of(42), OptionalLong.of(43), OptionalLong.of(44));
  }

  @Test
  void picturesAreDrawnAFewAtATimeAndEachEqualsItselfDrawnAlone() {
    stage.batch = 2;
    stage.run(drawing(5));
    assertThat(stage.generator.requests)
        .extracting(r -> r.seeds().stream().map(Seed::value).toList())
        .containsExactly(List.of(42L, 43L), List.of(44L, 45L), List.of(46L));

    stage.batch = 1;
    stage.run(drawing(5), 2);
    for (int k = 0; k < 5; k++) {
      String name = "image-" + k + ".png";
      assertThat(stage.stored(2, name)).isEqualTo(stage.stored(1, name));
    }
  }

  @Test
  void aRunThatIsToldToStopStopsBeforeItsNextStepAndLeavesNothing() {
    stage.generator.beforeStep =
        step -> {
          if (step == 2) {
            stage.stop.raise();
          }
        };
    assertThat(stage.run(Stage.DRAW)).isEqualTo(new RunOutcome.Stopped());
    assertThat(stage.generator.steps).isEqualTo(2);
    assertThat(stage.store.puts).isEmpty();
    assertThat(stage.generator.open).isZero();
  }

  @Test
  void aStoreThatIsDownIsWaitedForFromTheSpoolAndNothingIsStoredTwice() throws IOException {
    stage.store.down(true);
    stage.onPause =
        () -> {
          assertThat(spooled()).containsExactly("image-0.png");
          stage.store.down(stage.pauses.size() < 3);
        };
    assertThat(stage.run(Stage.DRAW)).isInstanceOf(RunOutcome.Succeeded.class);
    assertThat(stage.pauses)
        .containsExactly(Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(800));
    assertThat(stage.store.puts).doesNotHaveDuplicates().hasSize(2);
    assertThat(stage.store.refused).hasSize(3);
    assertThat(spooled()).isEmpty();
  }

  @Test
  void aStoreThatStaysDownIsADependencyThatFailed() {
    stage.store.down(true);
    JobError error = error(stage.run(Stage.DRAW));
    assertThat(error.kind()).isEqualTo(ErrorKind.DEPENDENCY);
    assertThat(error.code()).isEqualTo("storage_unavailable");
    assertThat(stage.pauses.stream().reduce(Duration.ZERO, Duration::plus))
        .isLessThanOrEqualTo(Patience.DEFAULT.total());
    assertThat(spooled()).isEmpty();
  }

  @Test
  void aRunThatWaitsForTheStoreStopsWhenItIsTold() {
    stage.store.down(true);
    stage.onPause = stage.stop::raise;
    assertThat(stage.run(Stage.DRAW)).isEqualTo(new RunOutcome.Stopped());
    assertThat(stage.pauses).hasSize(1);
  }

  @Test
  void anUnknownModelIsTheClientsMistake() {
    JobError error = error(stage.run(drawing(1, "nonesuch@1")));
    assertThat(error.kind()).isEqualTo(ErrorKind.CLIENT);
    assertThat(error.code()).isEqualTo("model_not_found");
    assertThat(error.param()).contains("model");
    assertThat(error.message()).contains("nonesuch", "[m]");
  }

  @Test
  void aRequestThatTheModelRefusesNamesTheField() {
    stage.generator.beforeStep =
        _ -> {
          throw ModelException.badRequest("width", "width 20 is not a multiple of 8");
        };
    JobError error = error(stage.run(Stage.DRAW));
    assertThat(error.kind()).isEqualTo(ErrorKind.CLIENT);
    assertThat(error.param()).contains("width");
    assertThat(stage.generator.open).isZero();
  }

  @Test
  void aTruncatedWeightsFileIsRefusedByItsNameAndWithoutThisMachinesFolders() throws IOException {
    Path weights = Files.write(folder.resolve("unet.safetensors"), new byte[] {9, 0, 0, 0});
    stage.registry =
        FakeModels.registry((_, _) -> {
          Safetensors _ = Safetensors.open(weights);
          throw new AssertionError("it was accepted");
        });
    JobError error = error(stage.run(Stage.DRAW));
    assertThat(error.kind()).isEqualTo(ErrorKind.CLIENT);
    assertThat(error.code()).isEqualTo("weights_invalid");
    assertThat(error.message()).contains("unet.safetensors").doesNotContain(folder.toString());
  }

  @Test
  void aMissingWeightsFileIsRefusedByItsName() {
    stage.registry =
        FakeModels.registry((from, _) -> {
          Safetensors _ = Safetensors.open(from.resolve("vae.safetensors"));
          throw new AssertionError("it was accepted");
        });
    JobError error = error(stage.run(Stage.DRAW));
    assertThat(error.code()).isEqualTo("weights_invalid");
    assertThat(error.message()).contains("vae.safetensors").doesNotContain(folder.toString());
  }

  @Test
  void aFullDiskIsALackOfRoom() {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")));
    Grant grant = stage.grant(Stage.DRAW, 1);
    Path mine = stage.spoolFolder.resolve(grant.header().id() + ".1");
    stage.generator.beforeStep =
        step -> {
          if (step == 1) {
            linkToFull(mine, "image-0.png");
          }
        };
    JobError error = error(stage.run(grant));
    assertThat(error.kind()).isEqualTo(ErrorKind.CAPACITY);
    assertThat(error.code()).isEqualTo("disk_full");
  }

  @Test
  void aPictureThatTheSpoolCannotHoldIsALackOfRoom() {
    stage.spoolCap = 100;
    JobError error = error(stage.run(Stage.DRAW));
    assertThat(error.kind()).isEqualTo(ErrorKind.CAPACITY);
    assertThat(error.code()).isEqualTo("spool_full");
    assertThat(error.message()).contains("image-0.png");
  }

  @Test
  void memoryThatRunsOutIsALackOfRoomAndTheWorkerGoesOn() {
    stage.generator.beforeStep =
        _ -> {
          throw new OutOfMemoryError("Java heap space");
        };
    assertThat(error(stage.run(Stage.DRAW)).code()).isEqualTo("out_of_memory");
    stage.generator.beforeStep = _ -> {};
    assertThat(stage.run(Stage.DRAW, 2)).isInstanceOf(RunOutcome.Succeeded.class);
  }

  @Test
  void ourOwnMistakeIsToldWithBoundedEvidence() {
    stage.generator.beforeStep =
        _ -> {
          throw new IllegalStateException("x".repeat(2_000));
        };
    JobError error = error(stage.run(Stage.DRAW));
    assertThat(error.kind()).isEqualTo(ErrorKind.BUG);
    assertThat(error.message()).startsWith("IllegalStateException: xxx").hasSizeLessThan(600);
    assertThat(error.message()).contains(" at dev.darkroom.worker.");
  }

  @Test
  void aNoopWaitsInSlicesAndStopsInTheMidst() {
    JobSpec.Noop noop = new JobSpec.Noop(ModelRef.parse("noop"), 1_100);
    assertThat(stage.run(noop)).isInstanceOf(RunOutcome.Succeeded.class);
    assertThat(stage.pauses.stream().mapToLong(Duration::toMillis).sum()).isEqualTo(1_100);
    assertThat(stage.store.puts).containsExactly(stage.key(1, "manifest.json"));

    stage.pauses.clear();
    stage.onPause = stage.stop::raise;
    assertThat(stage.run(noop, 2)).isEqualTo(new RunOutcome.Stopped());
    assertThat(stage.pauses).hasSize(1);
  }

  @Test
  void theWorkBeginsOnceTheSpecIsHere() {
    stage.run(Stage.DRAW);
    assertThat(stage.began()).isEqualTo(1);
    Grant grant = stage.grant(Stage.DRAW, 2);
    SpecRef known = grant.spec();
    var gone = new SpecRef(known.key(), known.partition(), known.offset() + 1, known.digest());
    var lost = new Grant(grant.header(), gone, grant.epoch(), Optional.empty());
    assertThat(error(stage.run(lost)).code()).isEqualTo("storage_not_found");
    assertThat(stage.began()).isEqualTo(1);
  }

  private static void linkToFull(Path folder, String name) {
    try {
      Files.createDirectories(folder);
      Files.createSymbolicLink(folder.resolve(name), Path.of("/dev/full"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> spooled() {
    try (Stream<Path> tree = Files.walk(stage.spoolFolder)) {
      return tree.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).toList();
    } catch (IOException _) {
      return List.of(); // the folder itself is gone
    }
  }

  private static JobError error(RunOutcome outcome) {
    assertThat(outcome).isInstanceOf(RunOutcome.Failed.class);
    return ((RunOutcome.Failed) outcome).error();
  }

  private static JobSpec.Generation drawing(int n) {
    return drawing(n, "m@1");
  }

  private static JobSpec.Generation drawing(int n, String model) {
    JobSpec.Generation d = Stage.DRAW;
    return new JobSpec.Generation(
        ModelRef.parse(model),
        d.prompt(),
        d.negativePrompt(),
        d.seed(),
        d.steps(),
        d.guidanceScale(),
        d.sampler(),
        d.width(),
        d.height(),
        n);
  }
}
