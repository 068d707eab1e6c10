package dev.darkroom.house;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.text.ClipTokenizer;
import dev.darkroom.text.HouseVocabulary;
import dev.darkroom.world.Grammar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Where a training of {@code shapes-ldm} keeps everything: a checkpoint for each stage, the encoded
 * pictures, and the model itself as a diffusers folder that grows part by part.
 */
public final class RunFolder {
  private static final String INDEX = "model_index.json";
  private static final List<String> CONFIGS =
      List.of(
          INDEX,
          "scheduler/scheduler_config.json",
          "text_encoder/config.json",
          "unet/config.json",
          "vae/config.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /** Whether a run was begun in this folder. */
  public static boolean isBegun(Path folder) {
    return Files.exists(new RunFolder(folder).model().resolve(INDEX));
  }

  /** Opens a run, or begins one from nothing. */
  public static RunFolder open(Path folder) throws IOException {
    RunFolder run = new RunFolder(folder);
    if (!isBegun(folder)) {
      run.begin();
    }
    return run;
  }

  /**
   * Begins a run that takes a finished model's text encoder and autoencoder as they are, and goes
   * on from its denoiser.
   *
   * @param model a diffusers folder that an earlier run made
   */
  public static RunFolder beginFrom(Path folder, Path model) throws IOException {
    RunFolder run = new RunFolder(folder);
    try (Stream<Path> files = Files.walk(model)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = run.model().resolve(model.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        Files.copy(file, to);
      }
    }
    return run;
  }

  /**
   * Whether a stage has nothing to begin: its weights came with the model that the run began from.
   */
  boolean isGiven(String stage, Path weights) {
    return Files.exists(weights) && !Files.exists(checkpoint(stage));
  }

  /** The model as a diffusers folder; whole once every stage has saved. */
  public Path model() {
    return folder.resolve("model");
  }

  Path checkpoint(String stage) {
    return folder.resolve(stage + ".checkpoint.safetensors");
  }

  Path latents() {
    return folder.resolve("latents.safetensors");
  }

  Path log() {
    return folder.resolve("log.jsonl");
  }

  Path textWeights() {
    return model().resolve("text_encoder/model.safetensors");
  }

  Path vaeWeights() {
    return model().resolve("vae/diffusion_pytorch_model.safetensors");
  }

  Path unetWeights() {
    return model().resolve("unet/diffusion_pytorch_model.safetensors");
  }

  ClipTokenizer tokenizer() {
    return ClipTokenizer.read(model().resolve("tokenizer"));
  }

  TextConfig textConfig() {
    return TextConfig.read(ConfigFile.read(model().resolve("text_encoder/config.json")));
  }

  VaeConfig vaeConfig() {
    return VaeConfig.read(ConfigFile.read(model().resolve("vae/config.json")));
  }

  UNetConfig unetConfig() {
    return UNetConfig.read(ConfigFile.read(model().resolve("unet/config.json")));
  }

  /** Writes the factor that brings the latents to unit variance, once they are known. */
  void scalingFactor(double factor) throws IOException {
    edit("vae/config.json", config -> config.put("scaling_factor", factor));
  }

  private void begin() throws IOException {
    for (String config : CONFIGS) {
      Path file = model().resolve(config);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      try (InputStream in = RunFolder.class.getResourceAsStream("shapes-ldm/" + config)) {
        Files.copy(Objects.requireNonNull(in, config), file);
      }
    }
    HouseVocabulary vocabulary = HouseVocabulary.of(Grammar.words());
    TextConfig text =
        TextConfig.read(
            ConfigFile.of(
                "text_encoder/config.json",
                Files.readString(model().resolve("text_encoder/config.json"))));
    vocabulary.write(model().resolve("tokenizer"), text.positions());
    ClipTokenizer tokenizer = tokenizer();
    edit(
        "text_encoder/config.json",
        config ->
            config
                .put("vocab_size", tokenizer.size())
                .put("bos_token_id", tokenizer.begin())
                .put("eos_token_id", tokenizer.end())
                .put("pad_token_id", tokenizer.pad()));
  }

  private void edit(String config, Consumer<ObjectNode> change) throws IOException {
    Path file = model().resolve(config);
    ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
    change.accept(json);
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
  }
}
