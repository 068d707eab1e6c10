package dev.darkroom.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.finetune.LdmFineTuner;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.lora.LoraReader;
import dev.darkroom.model.Artifact;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.InversionRequest.Batch;
import dev.darkroom.model.InversionRequest.Precision;
import dev.darkroom.model.InversionRequest.Rate;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.training.RateCurve;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PivotalRunTest {
  private static final int PIVOT = 3;
  private static final int AROUND = 4;

  private static LdmModel model;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    Path sd = Fixtures.folder("inversion/textual_inversion/single").resolve("sd");
    model = new LdmLoader(LdmInverter::new, LdmFineTuner::new).load(sd, LoadOptions.cpu());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aWordIsLearnedFirstAndThenTheModelAroundItWhileTheWordStays() throws IOException {
    try (TrainingRun run = start(Optional.empty())) {
      assertThat(run.total()).isEqualTo(PIVOT + AROUND);
      steps(run, PIVOT);
      List<Artifact> word = run.artifacts(in("pivot"));
      assertThat(word).extracting(Artifact::role).containsExactly(Artifact.Role.EMBEDDING);

      steps(run, AROUND);
      assertThat(run.done()).isEqualTo(run.total());
      assertThat(run.last().orElseThrow().step()).isEqualTo(run.total());
      List<Artifact> all = run.artifacts(in("end"));
      assertThat(Files.readAllBytes(all.getFirst().path()))
          .isEqualTo(Files.readAllBytes(word.getFirst().path()));
      Artifact lora =
          all.stream().filter(a -> a.role() == Artifact.Role.LORA).findFirst().orElseThrow();
      assertThat(LoraReader.read(lora.path()).layers()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, PIVOT, PIVOT + 2})
  void stoppedInEitherHalfOrBetweenItEndsInTheSameBytes(int after) throws IOException {
    List<byte[]> whole = finished(start(Optional.empty()), "whole");

    Path checkpoint = folder.resolve("checkpoint.safetensors");
    try (TrainingRun run = start(Optional.empty())) {
      steps(run, after);
      run.save(checkpoint);
    }
    TrainingRun resumed = start(Optional.of(checkpoint));
    assertThat(resumed.done()).isEqualTo(after);

    assertThat(finished(resumed, "resumed")).containsExactlyElementsOf(whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../../evil", "/tmp/evil", "a/b", "..", ".", "", "a\\b", "a\0b", "x.", "x..y"})
  void aCheckpointWhoseEntriesWouldLeaveTheFolderIsRefusedAndWritesNothing(String name)
      throws IOException {
    Path hostile = hostile("word/" + name);

    assertThatThrownBy(() -> start(Optional.of(hostile)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("no plain file name");
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(Files::isRegularFile)).containsExactly(hostile);
    }
  }

  @Test
  void aCheckpointOfTheSecondHalfHoldsTheFilesOfOneWord() {
    assertThatThrownBy(() -> start(Optional.of(hostile())))
        .hasMessageContaining("0 files of a word");
    assertThatThrownBy(() -> start(Optional.of(hostile("word/a", "word/b", "word/c"))))
        .hasMessageContaining("3 files of a word");
  }

  /** A checkpoint of the second half with entries of these names. */
  private Path hostile(String... entries) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    for (String entry : Stream.concat(Stream.of("state"), Stream.of(entries)).toList()) {
      tensors.put(entry, HostTensor.ofFloats(new float[] {1}, 1));
    }
    Path file = folder.resolve("hostile.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of());
    return file;
  }

  @Test
  void samplesOfTheSecondHalfAreDrawnWithTheChangeAroundTheWord() {
    try (TrainingRun run = start(Optional.empty())) {
      steps(run, PIVOT);
      List<Rgb> pivot = drawn(run.sample(asked()));
      steps(run, AROUND);
      assertThat(drawn(run.sample(asked()))).isNotEqualTo(pivot);
    }
  }

  private TrainingRun start(Optional<Path> checkpoint) {
    Rate rate = new Rate(1e-2, false, new RateCurve.Constant(), 0);
    PivotalRun.Around around =
        new PivotalRun.Around(
            FineTuneRequest.Lora.of(2, FineTuneRequest.Target.ofUNet()),
            new FineTuneRequest.Descent(
                AROUND, new Batch(2, 1, 1), rate, 1, 0.01, 1, Precision.F32, false),
            new FineTuneRequest.Lineage("tiny", "none"),
            List.of("a", "b", "c"));
    return PivotalRun.start(
        new PivotalRun.Request(
            model.inverter().orElseThrow(),
            Requests.plain(PIVOT),
            model.fineTuner().orElseThrow(),
            around,
            folder),
        checkpoint);
  }

  private static void steps(TrainingRun run, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(run.step()).isEqualTo(run.done() < run.total());
    }
  }

  private List<byte[]> finished(TrainingRun run, String name) throws IOException {
    try (run) {
      while (run.done() < run.total()) {
        run.step();
      }
      List<byte[]> files = new ArrayList<>();
      for (Artifact file : run.artifacts(in(name))) {
        files.add(Files.readAllBytes(file.path()));
      }
      return files;
    }
  }

  private Path in(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private static GenerationRequest asked() {
    return new GenerationRequest(
        Prompt.of("a photo of a <cat-toy>", ""),
        List.of(Seed.of(3)),
        SamplingSettings.of("ddim", 2, 2),
        new Size(32, 32));
  }

  private static List<Rgb> drawn(GenerationRun run) {
    try (run) {
      while (run.step()) {
        assertThat(run.done()).isPositive();
      }
      return run.result();
    }
  }
}
