package dev.darkroom.ldm.bert;

import dev.darkroom.nn.Embedding;
import dev.darkroom.nn.Init;
import dev.darkroom.nn.LayerNorm;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * The domain encoder τ_θ of the text-to-image model (LDM, App. E.2.1): tokens and positions, layers
 * of attention and feed-forward in turn, a norm. Its weights are named as the paper's code names
 * them.
 */
public final class BertEncoder extends Module {
  /** The weight that holds the tokens' rows. */
  public static final String TABLE = "transformer.token_emb.weight";

  private final Embedding tokens, positions;
  private final List<PreNormLayer> layers = new ArrayList<>();
  private final LayerNorm norm;

  /** An encoder whose weights begin with {@code transformer} at this root. */
  public BertEncoder(Weights w, BertConfig config) {
    super(w);
    Weights transformer = w.at("transformer");
    Init init = Init.normal(0.02);
    tokens = Embedding.of(transformer.at("token_emb"), config.vocab(), config.width(), init);
    positions =
        Embedding.of(transformer.at("pos_emb.emb"), config.positions(), config.width(), init);
    for (int i = 0; i < 2 * config.blocks(); i++) {
      layers.add(new PreNormLayer(transformer.at("attn_layers.layers", i), config, i));
    }
    norm = LayerNorm.of(transformer.at("norm"), config.width());
  }

  /** The tokens' rows in the encoder's table, before positions are added. */
  public Sym embedded(Sym ids) { // (B, N) I64
    return tokens.forward(ids); // (B, N, E)
  }

  /** The texts' states, from token rows that the caller looked up, learned words among them. */
  public Sym states(Sym embedded) { // (B, N, E)
    Sym table = positions.table(embedded.trace()); // (P, E)
    Sym x = embedded.plus(table.narrow(0, 0, embedded.dim(1)));
    for (PreNormLayer layer : layers) {
      x = layer.forward(x);
    }
    return out(norm.forward(x)); // (B, N, E)
  }
}
