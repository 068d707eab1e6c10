package dev.darkroom.clip;

import dev.darkroom.config.ConfigFile;
import dev.darkroom.failure.ModelException;
import dev.darkroom.model.FolderWeights;
import dev.darkroom.nn.Binding;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.weights.TensorSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A CLIP model's folder in one of the two published layouts: transformers' ({@code config.json},
 * {@code model.safetensors} or {@code pytorch_model.bin}, {@code preprocessor_config.json}) or
 * open_clip's ({@code open_clip_config.json}, {@code open_clip_model.safetensors} or {@code
 * open_clip_pytorch_model.bin}); beside them the tokenizer's files, if texts are to be read.
 *
 * @param tokenizer empty where the folder holds none
 * @param weights under transformers' names
 */
public record ClipFolder(
    ClipConfig config, PictureInput input, Optional<Tokenizer> tokenizer, TensorSource weights) {
  private static final String OPEN_CLIP = "open_clip_config.json";
  private static final List<String> WEIGHTS =
      List.of(
          "model.safetensors",
          "model.safetensors.index.json",
          "model.fp16.safetensors",
          "pytorch_model.bin",
          "open_clip_model.safetensors",
          "open_clip_pytorch_model.bin");

  /** Tensors of older transformers that hold 0, 1, 2, … */
  private static final Set<String> POSITION_IDS =
      Set.of(
          "text_model.embeddings.position_ids",
          "vision_model.embeddings.position_ids",
          // open_clip's and OpenAI's archives say what the towers take, as the configuration does
          "input_resolution",
          "context_length",
          "vocab_size");

  /**
   * Reads a folder; weights stay in their mapped file until they are placed.
   *
   * @throws ModelException if a file is missing or says what is not supported
   */
  public static ClipFolder read(Path folder) {
    TensorSource weights = FolderWeights.open(folder, WEIGHTS);
    boolean open = Files.exists(folder.resolve(OPEN_CLIP));
    ConfigFile file = ConfigFile.read(folder.resolve(open ? OPEN_CLIP : "config.json"));
    ClipConfig config = open ? ClipConfig.readOpenClip(file) : ClipConfig.read(file);
    PictureInput input = input(folder, file, open, config.vision().side());
    Optional<Tokenizer> tokenizer = tokenizer(folder);
    tokenizer.ifPresent(t -> requireFits(t, config.text()));
    return new ClipFolder(
        config,
        input,
        tokenizer,
        OpenClipWeights.looksLike(weights) ? OpenClipWeights.renamed(weights) : weights);
  }

  /** The weights as the module declares them. */
  public Binding binding() {
    return new Binding(weights, POSITION_IDS::contains);
  }

  private static PictureInput input(Path folder, ConfigFile file, boolean open, int side) {
    if (open) {
      return PictureInput.readOpenClip(
          file.value("preprocess_cfg")
              .map(part -> ConfigFile.of("preprocess_cfg", part))
              .orElseGet(() -> ConfigFile.of("preprocess_cfg", "{}")),
          side);
    }
    Path preprocessor = folder.resolve("preprocessor_config.json");
    return Files.exists(preprocessor)
        ? PictureInput.read(ConfigFile.read(preprocessor), side)
        : PictureInput.standard(side);
  }

  private static Optional<Tokenizer> tokenizer(Path folder) {
    boolean there =
        Files.exists(folder.resolve("vocab.json"))
            || Files.exists(folder.resolve("tokenizer.json"));
    return there ? Optional.of(Tokenizer.read(folder)) : Optional.empty();
  }

  private static void requireFits(Tokenizer tokenizer, TextConfig text) {
    if (tokenizer.maxLength() > text.positions() || tokenizer.size() > text.vocab()) {
      throw new ModelException(
          ModelException.Code.CONFIG_UNSUPPORTED,
          "tokenizer: %d tokens in texts of %d do not fit the text tower: it has vocab_size %d and max_position_embeddings %d"
              .formatted(tokenizer.size(), tokenizer.maxLength(), text.vocab(), text.positions()));
    }
  }
}
