package dev.darkroom.ldm.text;

import dev.darkroom.clip.TextConfig;
import dev.darkroom.ldm.bert.BertConfig;
import dev.darkroom.ldm.bert.BertEncoder;
import dev.darkroom.nn.Weights;
import java.util.Optional;

/** What a model's configuration says of one of its text encoders. */
public sealed interface TextKind {
  /** Rows of the tokens' table. */
  int vocab();

  /** Tokens of the longest text. */
  int positions();

  /** Width of a state, D. */
  int width();

  /** How many of the last layers may be left out. */
  int mostSkipped();

  /** Width of a whole text in one vector; empty where the denoiser looks at none. */
  Optional<Integer> pooledWidth();

  /** The name of the weight that holds the tokens' rows, (V, D). */
  String table();

  /**
   * Whether what the denoiser is told depends on this layer or weight: on the last layer of SDXL's
   * first encoder it does not, and nothing can be learned there.
   */
  boolean sees(String name);

  /** The encoder with its weights declared. */
  TextEncoder declare(Weights w);

  /** CLIP's text transformer. */
  record Clip(TextConfig config, Output output) implements TextKind {
    /** Which of its states the denoiser gets. */
    public enum Output {
      /** The last layer's, normalised: Stable Diffusion 1 and 2. */
      LAST,
      /** Those of the layer before, as they are: SDXL's first encoder. */
      PENULTIMATE,
      /** With them the whole text, from the last layer, projected: SDXL's second. */
      PENULTIMATE_AND_POOLED
    }

    @Override
    public int vocab() {
      return config.vocab();
    }

    @Override
    public int positions() {
      return config.positions();
    }

    @Override
    public int width() {
      return config.width();
    }

    @Override
    public int mostSkipped() {
      return config.layers() - (output == Output.LAST ? 1 : 2);
    }

    @Override
    public Optional<Integer> pooledWidth() {
      return output == Output.PENULTIMATE_AND_POOLED
          ? Optional.of(config.projection())
          : Optional.empty();
    }

    @Override
    public String table() {
      return "text_model.embeddings.token_embedding.weight";
    }

    @Override
    public boolean sees(String name) {
      String last = "text_model.encoder.layers." + (config.layers() - 1) + ".";
      return output != Output.PENULTIMATE
          || (!name.startsWith(last) && !name.startsWith("text_model.final_layer_norm"));
    }

    @Override
    public TextEncoder declare(Weights w) {
      return new ClipStates(w, this);
    }
  }

  /** The transformer of the first latent diffusion model; none of its layers may be left out. */
  record Bert(BertConfig config) implements TextKind {
    @Override
    public int vocab() {
      return config.vocab();
    }

    @Override
    public int positions() {
      return config.positions();
    }

    @Override
    public int width() {
      return config.width();
    }

    @Override
    public int mostSkipped() {
      return 0;
    }

    @Override
    public Optional<Integer> pooledWidth() {
      return Optional.empty();
    }

    @Override
    public String table() {
      return BertEncoder.TABLE;
    }

    @Override
    public boolean sees(String name) {
      return true;
    }

    @Override
    public TextEncoder declare(Weights w) {
      return new BertStates(w, config);
    }
  }
}
