package dev.darkroom.ldm.text;

import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.ldm.text.TextKind.Clip.Output;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.List;
import java.util.Optional;

/** CLIP's text transformer, with the projection of its pooled text where the denoiser sees that. */
final class ClipStates implements TextEncoder {
  private final TextKind.Clip kind;
  private final Weights weights;
  private final ClipTextEncoder encoder;
  private final Optional<Linear> projection;

  ClipStates(Weights w, TextKind.Clip kind) {
    this.kind = kind;
    this.weights = w;
    this.encoder = new ClipTextEncoder(w, kind.config());
    this.projection =
        kind.pooledWidth().map(p -> Linear.withoutBias(w.at("text_projection"), kind.width(), p));
  }

  @Override
  public List<Param> params() {
    return weights.params();
  }

  @Override
  public Sym embedded(Sym ids) { // (B, N) I64
    return encoder.embedded(ids); // (B, N, D)
  }

  @Override
  public Told tell(Sym embedded, int skip, Optional<Sym> rows) { // (B, N, D), (B) I64
    List<Sym> states = encoder.hiddenStatesOf(embedded); // (B, N, D)
    int last = states.size() - 1;
    Sym told =
        kind.output() == Output.LAST
            ? encoder.normalised(states.get(last - skip))
            : states.get(last - 1 - skip);
    Optional<Sym> pooled =
        projection.map(p ->
            p.forward(
                ClipTextEncoder.rows(encoder.normalised(states.get(last)), rows.orElseThrow())));
    return new Told(told, pooled);
  }

  @Override
  public long[] pooledRows(long[] ids, int n) {
    return kind.config().pooledRows(ids, n);
  }
}
