package dev.darkroom.ldm.text;

import dev.darkroom.ldm.bert.BertConfig;
import dev.darkroom.ldm.bert.BertEncoder;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.List;
import java.util.Optional;

/** The last states of the first latent diffusion model's transformer; it pools nothing. */
final class BertStates implements TextEncoder {
  private final BertEncoder encoder;

  BertStates(Weights w, BertConfig config) {
    this.encoder = new BertEncoder(w, config);
  }

  @Override
  public List<Param> params() {
    return encoder.params();
  }

  @Override
  public Sym embedded(Sym ids) { // (B, N) I64
    return encoder.embedded(ids); // (B, N, D)
  }

  @Override
  public Told tell(Sym embedded, int skip, Optional<Sym> rows) { // (B, N, D)
    return new Told(encoder.states(embedded), Optional.empty());
  }

  @Override
  public long[] pooledRows(long[] ids, int n) {
    throw new IllegalStateException("this encoder pools nothing");
  }
}
