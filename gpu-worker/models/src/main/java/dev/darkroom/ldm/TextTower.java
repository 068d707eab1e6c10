package dev.darkroom.ldm;

import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.text.TextEncoder;
import dev.darkroom.ldm.text.TextEncoder.Told;
import dev.darkroom.ldm.text.TextKind;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import dev.darkroom.text.Tokenizer;

/** One of a model's text encoders with its tokenizer and weights, compiled. */
final class TextTower implements AutoCloseable {
  private static final int MAX_PROGRAMS = 2;

  private final Tokenizer tokenizer;
  private final TextKind kind;
  private final TextEncoder encoder;
  private final PlacedWeights weights;
  private final Programs<Integer> programs; // by layers skipped

  TextTower(LdmConfig.TextPart part, RunConfig run) {
    this.tokenizer = part.tokenizer();
    this.kind = part.kind();
    this.encoder = kind.declare(Weights.root());
    this.weights = PartWeights.placeText(part.folder(), kind, encoder.params(), run);
    this.programs = new Programs<>(MAX_PROGRAMS, skip -> Program.load(weights, graph(skip)));
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  /** Tokens of a text, with its beginning and end. */
  int length() {
    return tokenizer.maxLength();
  }

  /** Width of a state. */
  int width() {
    return kind.width();
  }

  PlacedWeights weights() {
    return weights;
  }

  /**
   * The states of one text.
   *
   * @param ids as many as {@link #length}
   * @param skip how many of the last layers are left out
   * @throws ModelException if the encoder has not that many layers
   */
  Conditioning encode(Lexicon lexicon, long[] ids, int skip) {
    int most = kind.mostSkipped();
    if (skip < 0 || skip > most) {
      throw ModelException.badRequest(
          "clip_skip",
          most == 0
              ? "clip_skip %d is not possible: this model's text encoder skips no layer, use 0"
                  .formatted(skip)
              : "clip_skip %d is not possible: use 0 to %d".formatted(skip, most));
    }
    var call =
        programs
            .get(skip)
            .call("encode")
            .in("ids", lexicon.known(ids))
            .in("learned", lexicon.learned(ids))
            .in("given", lexicon.given(ids));
    if (kind.pooledWidth().isPresent()) {
      call.in("row", encoder.pooledRows(ids, ids.length));
    }
    Outputs outputs = call.run();
    return new Conditioning(
        ids.length,
        Latent.of(outputs.floats("states")),
        kind.pooledWidth().map(_ -> Latent.of(outputs.floats("pooled"))));
  }

  @Override
  public void close() {
    programs.close();
    weights.close();
  }

  private Graph graph(int skip) {
    return Graph.trace("encode", trace -> record(trace, skip));
  }

  private void record(Trace trace, int skip) {
    Sym known = encoder.embedded(trace.ids("ids", 1, length())); // (1, M, D)
    Sym learned = trace.input("learned", 1, length(), width());
    Sym given = trace.ids("given", 1, length(), 1);
    Told told =
        encoder.tell(
            given.gt(0).where(learned, known),
            skip,
            kind.pooledWidth().map(_ -> trace.ids("row", 1)));
    trace.output("states", told.states()); // (1, M, D)
    told.pooled().ifPresent(pooled -> trace.output("pooled", pooled)); // (1, P)
  }
}
