package dev.darkroom.deploy.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.deploy.cli.Ran;
import dev.darkroom.deploy.cli.common.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command's rows and exit codes, over cases that need no network. */
class ParityCommandTest {
  private static final Path RNG =
      Path.of("../gpu-worker/models/src/test/resources/parity/rng/torch-cpu");

  @TempDir Path folder;

  @Test
  void casesThatHoldExitWithZero() {
    Ran ran = run(RNG);
    assertThat(ran.exit()).isEqualTo(Exit.DONE);
    assertThat(lines(ran).getFirst()).startsWith("case").contains("max error", "tolerance");
    assertThat(lines(ran)).anyMatch(line -> line.matches(".*randn\\.42\\.64 .* ok"));
    assertThat(lines(ran).getLast())
        .isEqualTo("95 compared, 0 over their tolerance, 0 not supported");
  }

  @Test
  void aDifferenceExitsWithOneAndIsInTheJson() throws IOException {
    copyCase();
    String description = Files.readString(folder.resolve("case.json"));
    Files.writeString(
        folder.resolve("case.json"), description.replace("\"abs\": 2e-06", "\"abs\": -1"));
    Ran ran = run(folder, "--json");
    assertThat(ran.exit()).isEqualTo(Exit.FAILED);
    JsonNode first = new ObjectMapper().readTree(lines(ran).getFirst());
    assertThat(first.path("verdict").asText()).isEqualTo("over");
    assertThat(first.path("tolerance").asDouble()).isEqualTo(-1);
    assertThat(first.path("max_error").isNumber()).isTrue();
  }

  @Test
  void whatIsNotSupportedFailsOnlyUnderStrict() throws IOException {
    Files.writeString(folder.resolve("case.json"), "{\"kind\": \"teleport\"}");
    Ran ran = run(folder);
    assertThat(ran.exit()).isEqualTo(Exit.DONE);
    assertThat(lines(ran)).anyMatch(line -> line.contains("not supported"));
    assertThat(run(folder, "--strict").exit()).isEqualTo(Exit.FAILED);
  }

  @Test
  void aFolderWithoutCasesIsAWrongCall() {
    assertThat(run(folder).exit()).isEqualTo(Exit.USAGE);
    assertThat(run(folder.resolve("nowhere")).exit()).isEqualTo(Exit.USAGE);
    assertThat(Ran.command("parity").exit()).isEqualTo(Exit.USAGE);
  }

  private static List<String> lines(Ran ran) {
    return ran.out().lines().toList();
  }

  private void copyCase() throws IOException {
    for (String file : List.of("case.json", "inputs.safetensors", "expected.safetensors")) {
      Files.copy(RNG.resolve(file), folder.resolve(file));
    }
  }

  private static Ran run(Path folder, String... options) {
    List<String> args = new ArrayList<>(List.of("parity"));
    args.addAll(List.of(options));
    args.add(folder.toString());
    return Ran.command(args.toArray(String[]::new));
  }
}
