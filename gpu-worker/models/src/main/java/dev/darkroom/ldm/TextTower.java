package dev.darkroom.ldm;

import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import dev.darkroom.text.ClipTokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One of a model's text encoders with its tokenizer, and what of its states the UNet gets. */
final class TextTower implements AutoCloseable {
  private static final int MAX_PROGRAMS = 2;

  private final ClipTokenizer tokenizer;
  private final TextConfig config;
  private final Output output;
  private final ClipTextEncoder encoder;
  private final Optional<Linear> projection;
  private final PlacedWeights weights;
  private final Programs<Integer> programs; // by layers skipped

  /** What comes out of an encoder. */
  enum Output {
    /** The last layer's states, normalised: Stable Diffusion 1 and 2. */
    LAST,
    /** The states of the layer before, as they are: SDXL's first encoder. */
    PENULTIMATE,
    /** With them the whole text, from the last layer, projected: SDXL's second. */
    PENULTIMATE_AND_POOLED
  }

  TextTower(Path folder, TextConfig config, ClipTokenizer tokenizer, Output output, RunConfig run) {
    this.tokenizer = tokenizer;
    this.config = config;
    this.output = output;
    Weights root = Weights.root();
    this.encoder = new ClipTextEncoder(root, config);
    this.projection =
        output == Output.PENULTIMATE_AND_POOLED
            ? Optional.of(
                Linear.withoutBias(root.at("text_projection"), config.width(), config.projection()))
            : Optional.empty();
    this.weights = PartWeights.placeText(folder, encoder, run);
    this.programs = new Programs<>(MAX_PROGRAMS, skip -> Program.load(weights, graph(skip)));
  }

  ClipTokenizer tokenizer() {
    return tokenizer;
  }

  /** Tokens of a text, with its beginning and end. */
  int length() {
    return tokenizer.maxLength();
  }

  /** Width of a state. */
  int width() {
    return config.width();
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
    int most = config.layers() - (output == Output.LAST ? 1 : 2);
    if (skip < 0 || skip > most) {
      throw ModelException.badRequest(
          "clip_skip", "clip_skip %d is not possible: use 0 to %d".formatted(skip, most));
    }
    var call =
        programs
            .get(skip)
            .call("encode")
            .in("ids", lexicon.known(ids))
            .in("learned", lexicon.learned(ids))
            .in("given", lexicon.given(ids));
    if (projection.isPresent()) {
      call.in("row", config.pooledRows(ids, ids.length));
    }
    Outputs outputs = call.run();
    return new Conditioning(
        ids.length,
        Latent.of(outputs.floats("states")),
        projection.map(_ -> Latent.of(outputs.floats("pooled"))));
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
    Sym known = encoder.embedded(trace.ids("ids", 1, length())); // (1, M, E)
    Sym learned = trace.input("learned", 1, length(), width());
    Sym given = trace.ids("given", 1, length(), 1);
    List<Sym> states = encoder.hiddenStatesOf(given.gt(0).where(learned, known)); // (1, M, E)
    int last = states.size() - 1;
    trace.output(
        "states",
        output == Output.LAST
            ? encoder.normalised(states.get(last - skip))
            : states.get(last - 1 - skip));
    projection.ifPresent(p -> {
      Sym all = encoder.normalised(states.get(last));
      trace.output("pooled", p.forward(ClipTextEncoder.rows(all, trace.ids("row", 1)))); // (1, P)
    });
  }
}
