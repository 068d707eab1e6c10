package dev.darkroom.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference cases hold, and the runner would say so if they did not. */
class ParityTest {
  private static final Set<String> BUILT =
      Set.of(
          "clip_full",
          "clip_text",
          "fid",
          "lora",
          "open_clip",
          "pipeline",
          "schedulers",
          "ti_load",
          "textual_inversion",
          "torch_files",
          "torch_rng",
          "unet",
          "vae");

  @TempDir Path folder;

  @Test
  void theCasesKeptWithTheProjectHold() throws IOException {
    List<Row> rows = run(Fixtures.folder(""));
    assertThat(with(rows, Row.Verdict.OVER)).isEmpty();
    assertThat(rows).hasSizeGreaterThan(800);
    assertThat(with(rows, Row.Verdict.NOT_SUPPORTED))
        .filteredOn(row -> BUILT.contains(kind(Fixtures.folder(row.caseName()))))
        .isEmpty();
  }

  @Test
  void allSharedCasesHoldWhereTheCheckoutHasThem() throws IOException {
    Optional<Path> shared = Fixtures.shared();
    assumeTrue(shared.isPresent(), "no folder shared/fixtures above this checkout");
    List<Row> rows = run(shared.orElseThrow());
    assertThat(with(rows, Row.Verdict.OVER)).isEmpty();
    assertThat(with(rows, Row.Verdict.NOT_SUPPORTED))
        .filteredOn(row -> BUILT.contains(kind(shared.orElseThrow().resolve(row.caseName()))))
        .isEmpty();
  }

  @Test
  void aDifferenceBeyondTheToleranceIsTold() throws IOException {
    Path spoilt = newCase("rng/spoilt", "torch_rng");
    SafetensorsWriter.write(
        spoilt.resolve("expected.safetensors"),
        Map.of(
            "randn.0.1", HostTensor.ofFloats(new float[] {5}, 1),
            "rand.0.2", HostTensor.ofFloats(new float[3], 3),
            "randint_0_1000.0.1", HostTensor.ofLongs(new long[] {-1}, 1)),
        Map.of());
    List<Row> rows = run(folder);
    assertThat(with(rows, Row.Verdict.OVER)).hasSize(3);
    assertThat(row(rows, "randn.0.1").error()).isBetween(1.0, 10.0);
    assertThat(row(rows, "randn.0.1").allowed()).isEqualTo(0.5);
    assertThat(row(rows, "rand.0.2").note()).isEqualTo("shape [2], not [3]");
    assertThat(row(rows, "randint_0_1000.0.1").allowed()).isZero();
  }

  @Test
  void aKindThatIsNotBuiltIsOneRow() throws IOException {
    Path unknown = newCase("other/future", "teleport");
    SafetensorsWriter.write(
        unknown.resolve("expected.safetensors"),
        Map.of("a", HostTensor.ofLongs(new long[1], 1), "b", HostTensor.ofLongs(new long[1], 1)),
        Map.of());
    newCase("other/empty", "teleport");
    assertThat(run(folder))
        .containsExactly(
            new Row(
                "other/empty",
                "the case",
                Row.Verdict.NOT_SUPPORTED,
                0,
                0,
                "kind 'teleport' is not built"),
            new Row(
                "other/future",
                "all 2 tensors",
                Row.Verdict.NOT_SUPPORTED,
                0,
                0,
                "kind 'teleport' is not built"));
  }

  @Test
  void aConfigurationThatIsRefusedIsNotSupportedAndNamesTheKey() throws IOException {
    Path unet = copy("ldm/unet/eps");
    edit(unet.resolve("unet/config.json"), config -> config.put("class_embed_type", "timestep"));
    List<Row> rows = run(folder);
    assertThat(rows).hasSize(1);
    assertThat(rows.getFirst().verdict()).isEqualTo(Row.Verdict.NOT_SUPPORTED);
    assertThat(rows.getFirst().note()).contains("class_embed_type");
  }

  @Test
  void aSchedulerThatIsRefusedIsOneRowAndTheOthersAreCompared() throws IOException {
    Path schedulers = copy("ldm/schedulers/all");
    edit(
        schedulers.resolve("euler/scheduler_config.json"),
        config -> config.put("prediction_type", "flow"));
    List<Row> rows = run(folder);
    assertThat(with(rows, Row.Verdict.NOT_SUPPORTED))
        .extracting(Row::tensor)
        .containsExactly("euler");
    assertThat(with(rows, Row.Verdict.OVER)).isEmpty();
    assertThat(row(rows, "ddim/20/eta0.0/x").verdict()).isEqualTo(Row.Verdict.OK);
  }

  @Test
  void aCaseThatCannotBeReadFails() throws IOException {
    Path damaged = newCase("damaged", "torch_rng");
    Files.writeString(damaged.resolve("expected.safetensors"), "no tensors");
    assertThat(with(run(folder), Row.Verdict.OVER)).hasSize(1);
  }

  @Test
  void missingModelFilesFailAndAreNotTakenForUnsupported() throws IOException {
    Path unet = copy("ldm/unet/eps");
    Files.delete(unet.resolve("unet/config.json"));
    assertThat(with(run(folder), Row.Verdict.OVER))
        .singleElement()
        .satisfies(row -> assertThat(row.note()).contains("config.json"));
  }

  private static List<Row> run(Path root) throws IOException {
    List<Row> rows = new ArrayList<>();
    Parity.standard().run(root, rows::add);
    return rows;
  }

  private static List<Row> with(List<Row> rows, Row.Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).toList();
  }

  private static Row row(List<Row> rows, String tensor) {
    return rows.stream().filter(row -> row.tensor().equals(tensor)).findFirst().orElseThrow();
  }

  private static String kind(Path folder) {
    return Fixtures.json(folder.resolve("case.json")).path("kind").asText();
  }

  private Path newCase(String name, String kind) throws IOException {
    Path created = Files.createDirectories(folder.resolve(name));
    ObjectNode description = new ObjectMapper().createObjectNode().put("kind", kind);
    description.putObject("tolerance").put("abs", 0.5).put("rel", 0);
    Files.writeString(created.resolve("case.json"), description.toString());
    return created;
  }

  private Path copy(String name) throws IOException {
    Path original = Fixtures.folder(name);
    try (Stream<Path> files = Files.walk(original)) {
      for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
        Path target = folder.resolve(name).resolve(original.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    return folder.resolve(name);
  }

  private static void edit(Path file, java.util.function.Consumer<ObjectNode> change)
      throws IOException {
    ObjectNode json = (ObjectNode) Fixtures.json(file);
    change.accept(json);
    Files.writeString(file, json.toString());
  }
}
