package dev.darkroom.ldm;

import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.model.ModelException;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import dev.darkroom.text.ClipTokenizer;
import java.nio.file.Path;
import java.util.List;

/**
 * The domain encoder τ_θ (LDM, section 3.3): from a prompt to the states that the UNet attends to.
 */
public final class Conditioner implements AutoCloseable {
  private static final int MAX_PROGRAMS = 2;

  private final ClipTokenizer tokenizer;
  private final TextConfig config;
  private final ClipTextEncoder encoder;
  private final PlacedWeights weights;
  private final Programs<Integer> programs; // by layers skipped

  Conditioner(Path folder, ClipTokenizer tokenizer, TextConfig config, RunConfig run) {
    this.tokenizer = tokenizer;
    this.config = config;
    this.encoder = new ClipTextEncoder(Weights.root(), config);
    this.weights = PartWeights.placeText(folder, encoder, run);
    this.programs = new Programs<>(MAX_PROGRAMS, skip -> Program.load(weights, graph(skip)));
  }

  /** Tokens of a text, M; what is longer is cut. */
  int length() {
    return tokenizer.maxLength();
  }

  /** Width of a state, E. */
  int width() {
    return config.width();
  }

  long bytes() {
    return weights.bytes();
  }

  /** The weights, which LoRAs change. */
  PlacedWeights weights() {
    return weights;
  }

  /**
   * The states of one text, normalised; a text's do not depend on any other.
   *
   * @param skip how many of the last layers are left out
   * @return (M, E)
   * @throws ModelException if the text is too long, or the encoder has not that many layers
   */
  public float[] encode(String text, int skip) {
    return encode(lexicon(List.of()), text, skip);
  }

  /** As {@link #encode(String, int)}, of a text that may use learned words. */
  public float[] encode(Lexicon lexicon, String text, int skip) {
    if (skip < 0 || skip >= config.layers()) {
      throw ModelException.badRequest(
          "clip_skip",
          "clip_skip %d is not possible: use 0 to %d".formatted(skip, config.layers() - 1));
    }
    long[] ids = lexicon.tokenizer().encode(text).toLongs();
    return programs
        .get(skip)
        .call("encode")
        .in("ids", lexicon.known(ids))
        .in("learned", lexicon.learned(ids))
        .in("given", lexicon.given(ids))
        .run()
        .floats("states");
  }

  /**
   * This model's tokens and these words'.
   *
   * @throws ModelException if a word is not of this encoder's width, or is a token already
   */
  public Lexicon lexicon(List<LearnedWord> words) {
    return Lexicon.of(tokenizer, config.width(), words);
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
    trace.output("states", encoder.normalised(states.get(states.size() - 1 - skip)));
  }
}
