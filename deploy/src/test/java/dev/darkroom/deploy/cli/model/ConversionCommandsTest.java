package dev.darkroom.deploy.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.deploy.cli.Ran;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embeddings and LoRAs from one tool to another, with files of the original tools. */
class ConversionCommandsTest {
  private static final Path CASES = Path.of("../gpu-worker/models/src/test/resources/parity");
  private static final Path WORD = CASES.resolve("inversion/textual_inversion/load_multi2");
  private static final Path LORA = CASES.resolve("ldm/lora/tiny");

  @TempDir Path folder;

  @Test
  void aWordGoesFromDiffusersToEveryToolAndBackBitForBit() {
    Path original = WORD.resolve("learned_embeds.safetensors");
    Path file = original;
    for (String step :
        new String[] {"a1111 x.pt", "invoke x.bin", "a1111 x.png", "diffusers x.safetensors"}) {
      String[] to = step.split(" ", 2);
      Path next = folder.resolve(to[0]).resolve(to[1]);
      Ran ran = convert(file, "--to", to[0], "--out", next.toString());
      assertThat(ran.err()).isEmpty();
      assertThat(ran.exit()).isZero();
      assertThat(ran.out().strip()).isEqualTo(next.toString());
      file = next;
    }
    assertThat(WeightFiles.open(file).get("<cat-toy>"))
        .matches(table -> table.sameBits(WeightFiles.open(original).get("<cat-toy>")));
  }

  @Test
  void aFileWithoutANameTakesTheTokenElseItsBaseName() throws IOException {
    Path file = WORD.resolve("a1111_emb_params.safetensors");
    String out = folder.resolve("x.bin").toString();
    Ran named = convert(file, "--token", "<mine>", "--to", "diffusers", "--out", out, "--json");
    JsonNode json = new ObjectMapper().readTree(named.out());
    assertThat(json.path("to").asText()).isEqualTo("diffusers");
    assertThat(json.path("files").path(0).asText()).isEqualTo(out);
    assertThat(json.path("words").toString())
        .isEqualTo("[{\"token\":\"<mine>\",\"vectors\":2,\"widths\":[24]}]");
    Ran unnamed = convert(file, "--to", "diffusers", "--out", out, "--json");
    assertThat(new ObjectMapper().readTree(unnamed.out()).at("/words/0/token").asText())
        .isEqualTo("<a1111_emb_params>");
  }

  @Test
  void aWrongCallExitsWithTwoAndAWrongFileWithOneEachInOneLine() {
    String out = folder.resolve("x.pt").toString();
    Path word = WORD.resolve("learned_embeds.bin");
    assertOneLine(
        convert(word, "--to", "diffusers", "--out", out), Exit.USAGE, ".safetensors or .bin");
    assertOneLine(
        convert(folder.resolve("none"), "--to", "a1111", "--out", out),
        Exit.USAGE,
        "does not exist");
    assertOneLine(convert(folder, "--to", "a1111", "--out", out), Exit.USAGE, "is a folder");
    Path hostile = CASES.resolve("weights/torch_files/set/hostile/zip_os_system.bin");
    assertOneLine(
        convert(hostile, "--to", "a1111", "--out", out), Exit.FAILED, "nothing was executed");
    assertThat(Path.of(out)).doesNotExist();
    assertThat(convert(word, "--to", "nowhere", "--out", out).exit()).isEqualTo(Exit.USAGE);
    assertThat(convert(word, "--out", out).exit()).isEqualTo(Exit.USAGE);
    assertThat(Ran.command("embeddings").exit()).isEqualTo(Exit.USAGE);
    assertThat(Ran.command("lora").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void aLoraGoesToDiffusersAndToKohyaWithAndWithoutItsModel() throws IOException {
    Path first = folder.resolve("first.safetensors");
    Path second = folder.resolve("second.safetensors");
    Path back = folder.resolve("back.safetensors");
    String kohya = LORA.resolve("kohya.safetensors").toString();
    Ran ran =
        Ran.command(
            "lora", "convert", kohya, "--to", "diffusers", "--out", first.toString(), "--json");
    assertThat(ran.err()).isEmpty();
    JsonNode json = new ObjectMapper().readTree(ran.out());
    assertThat(json.path("modules").path("unet").asInt()).isEqualTo(48);
    assertThat(json.path("modules").path("text_encoder").asInt()).isEqualTo(12);
    assertThat(json.path("ranks").toString()).isEqualTo("[3,4]");
    String model = LORA.resolve("sd").toString();
    Ran.command(
        "lora",
        "convert",
        kohya,
        "--to",
        "diffusers",
        "--out",
        second.toString(),
        "--model",
        model);
    assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
    Ran.command("lora", "convert", first.toString(), "--to", "kohya", "--out", back.toString());
    assertThat(WeightFiles.open(back).names())
        .containsExactlyInAnyOrderElementsOf(WeightFiles.open(Path.of(kohya)).names());
  }

  @Test
  void aLoraOfAnotherKindIsToldWhatItLacks() {
    Path word = WORD.resolve("learned_embeds.safetensors");
    Ran ran =
        Ran.command(
            "lora",
            "convert",
            word.toString(),
            "--to",
            "kohya",
            "--out",
            folder.resolve("x.safetensors").toString());
    assertOneLine(ran, Exit.FAILED, "'<cat-toy>' is no tensor of a LoRA");
  }

  @Test
  void aSingleFileIsAddedOnlyWithWhatIsNotInIt() {
    String part = "models/shapes-ldm/vae/diffusion_pytorch_model.safetensors";
    assertOneLine(Ran.command("models", "add", part), Exit.USAGE, "--tokenizer DIR and --predicts");
    Ran ran =
        Ran.command(
            "models", "add", part, "--tokenizer", folder.toString(), "--predicts", "epsilon");
    assertOneLine(ran, Exit.FAILED, "holds no Stable Diffusion");
  }

  private static Ran convert(Path file, String... options) {
    String[] args = new String[options.length + 3];
    args[0] = "embeddings";
    args[1] = "convert";
    args[2] = file.toString();
    System.arraycopy(options, 0, args, 3, options.length);
    return Ran.command(args);
  }

  private static void assertOneLine(Ran ran, int exit, String told) {
    assertThat(ran.exit()).isEqualTo(exit);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err()).startsWith("darkroom: ").contains(told);
  }
}
