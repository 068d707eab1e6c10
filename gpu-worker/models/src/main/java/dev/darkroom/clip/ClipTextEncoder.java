package dev.darkroom.clip;

import dev.darkroom.clip.ClipLayer.Sees;
import dev.darkroom.nn.Embedding;
import dev.darkroom.nn.Init;
import dev.darkroom.nn.LayerNorm;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * The text transformer of CLIP (Radford et al. 2021, section 2.4), its weights named as
 * transformers names them.
 */
public final class ClipTextEncoder extends Module {
  private final Embedding tokens, positions;
  private final List<ClipLayer> layers = new ArrayList<>();
  private final LayerNorm finalNorm;

  /** An encoder whose weights begin with {@code text_model} at this root. */
  public ClipTextEncoder(Weights w, TextConfig config) {
    super(w);
    Weights model = w.at("text_model");
    tokens =
        Embedding.of(
            model.at("embeddings.token_embedding"),
            config.vocab(),
            config.width(),
            Init.normal(0.02));
    positions =
        Embedding.of(
            model.at("embeddings.position_embedding"),
            config.positions(),
            config.width(),
            Init.normal(0.02));
    for (int i = 0; i < config.layers(); i++) {
      layers.add(new ClipLayer(model.at("encoder.layers", i), config.layer(), Sees.EARLIER));
    }
    finalNorm = LayerNorm.of(model.at("final_layer_norm"), config.width(), config.eps());
  }

  /**
   * Every hidden state: number 0 is the embeddings, number i what layer i returned; none is
   * normalised.
   *
   * @param ids token ids, at most as many as there are positions
   */
  public List<Sym> hiddenStates(Sym ids) { // (B, N) I64
    return hiddenStatesOf(embedded(ids));
  }

  /** The tokens' rows in the encoder's table, before positions are added. */
  public Sym embedded(Sym ids) { // (B, N) I64
    return tokens.forward(ids); // (B, N, D)
  }

  /**
   * As {@link #hiddenStates}, from embeddings that the caller looked up, learned words among them.
   */
  public List<Sym> hiddenStatesOf(Sym embedded) { // (B, N, D)
    Sym table = positions.table(embedded.trace()); // (P, D)
    Sym x = embedded.plus(table.narrow(0, 0, embedded.dim(1)));
    List<Sym> states = new ArrayList<>();
    states.add(x);
    for (ClipLayer layer : layers) {
      x = layer.forward(x);
      states.add(x);
    }
    return states;
  }

  /** The final norm, of the last hidden state or of an earlier one where layers are skipped. */
  public Sym normalised(Sym state) { // (B, N, D)
    return finalNorm.forward(state);
  }

  /** One row of each sequence, as the pooled text. */
  public static Sym rows(Sym states, Sym indices) { // (B, N, D), (B) I64
    Sym index = indices.unsqueeze(-1).unsqueeze(-1).expand(states.dim(0), 1, states.dim(2));
    return states.gather(1, index).squeeze(1); // (B, D)
  }
}
