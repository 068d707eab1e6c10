package dev.darkroom.ldm;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.model.Prompt;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.prompt.Chunk;
import dev.darkroom.prompt.Chunks;
import dev.darkroom.prompt.Emphasis;
import dev.darkroom.text.Tokenizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The domain encoder τ_θ (LDM, section 3.3): from a prompt to the states that the UNet attends to.
 * A model has one text encoder or two, whose states stand side by side.
 */
public final class Conditioner implements AutoCloseable {
  private final List<TextTower> towers;

  Conditioner(List<TextTower> towers) {
    this.towers = List.copyOf(towers);
  }

  /** Width of a state, E. */
  int width() {
    return towers.stream().mapToInt(TextTower::width).sum();
  }

  long bytes() {
    return towers.stream().mapToLong(tower -> tower.weights().bytes()).sum();
  }

  /** The weights of each encoder, which LoRAs change. */
  List<PlacedWeights> weights() {
    return towers.stream().map(TextTower::weights).toList();
  }

  /**
   * The states of one text of the first encoder, read as it stands; a text's do not depend on any
   * other.
   *
   * @param skip how many of the last layers are left out
   * @return (M, E)
   * @throws ModelException if the text is too long, or the encoder has not that many layers
   */
  public float[] encode(String text, int skip) {
    Lexicon lexicon = lexicon(List.of());
    long[] ids = lexicon.tokenizer().encode(text).toLongs();
    return towers.getFirst().encode(lexicon, ids, skip).states().toArray();
  }

  /**
   * What the denoiser is told of one text, read as it stands.
   *
   * @param lexicons one an encoder
   */
  public Conditioning encode(List<Lexicon> lexicons, String text) {
    return read(lexicons, text, Prompt.Syntax.PLAIN, 0);
  }

  /**
   * The first encoder's tokens and these words'.
   *
   * @throws ModelException if a word is not of this model's width, or is a token already
   */
  public Lexicon lexicon(List<LearnedWord> words) {
    return lexicons(words).getFirst();
  }

  /** One an encoder, as {@link #lexicon}. */
  public List<Lexicon> lexicons(List<LearnedWord> words) {
    List<Integer> widths = towers.stream().map(TextTower::width).toList();
    return IntStream.range(0, towers.size())
        .mapToObj(i -> Lexicon.of(towers.get(i).tokenizer(), widths, i, words))
        .toList();
  }

  /**
   * What the denoiser is told of a prompt.
   *
   * @param lexicons one an encoder
   * @param skip how many of the last layers are left out
   * @throws ModelException if the prompt is too long, or an encoder has not that many layers
   */
  Conditioning read(List<Lexicon> lexicons, String prompt, Prompt.Syntax syntax, int skip) {
    List<Conditioning> sides = new ArrayList<>();
    for (int i = 0; i < towers.size(); i++) {
      Lexicon lexicon = lexicons.get(i);
      List<Chunk> chunks =
          switch (syntax) {
            case PLAIN -> List.of(asItStands(lexicon.tokenizer(), prompt));
            case WEIGHTED -> Chunks.of(Emphasis.parse(prompt), lexicon.reader());
          };
      TextTower tower = towers.get(i);
      sides.add(oneAfterAnother(chunks.stream().map(c -> read(tower, lexicon, c, skip)).toList()));
    }
    return sides.size() == 1 ? sides.getFirst() : sideBySide(sides);
  }

  @Override
  public void close() {
    towers.forEach(TextTower::close);
  }

  private static Chunk asItStands(Tokenizer tokenizer, String prompt) {
    List<Integer> tokens = tokenizer.tokens(prompt);
    List<Integer> kept = tokens.subList(0, Math.min(tokens.size(), tokenizer.maxLength() - 2));
    return new Chunk(kept, Collections.nCopies(kept.size(), 1.0));
  }

  /** Weighted states keep the mean of the unweighted ones. */
  private static Conditioning read(TextTower tower, Lexicon lexicon, Chunk chunk, int skip) {
    long[] ids = lexicon.tokenizer().layOut(chunk.tokens()).toLongs();
    Conditioning plain = tower.encode(lexicon, ids, skip);
    if (!chunk.weighted()) {
      return plain;
    }
    float[] states = plain.states().toArray(); // (M, E)
    for (int k = 0; k < chunk.tokens().size() * tower.width(); k++) {
      int at = tower.width() + k; // after the beginning
      states[at] *= chunk.weights().get(k / tower.width()).floatValue();
    }
    Latent weighted = Latent.of(states);
    double ratio = plain.states().mean() / weighted.mean();
    return new Conditioning(plain.length(), weighted.times(ratio), plain.pooled());
  }

  /** The states of one chunk after those of another; the first speaks for the whole. */
  private static Conditioning oneAfterAnother(List<Conditioning> chunks) {
    Conditioning first = chunks.getFirst();
    Latent states = first.states();
    for (Conditioning chunk : chunks.subList(1, chunks.size())) {
      states = states.followedBy(chunk.states());
    }
    return new Conditioning(chunks.size() * first.length(), states, first.pooled());
  }

  /** States of several encoders joined, each text's as long as the longest. */
  private Conditioning sideBySide(List<Conditioning> sides) {
    int length = sides.stream().mapToInt(Conditioning::length).max().orElseThrow();
    float[] joined = new float[length * width()]; // (M, E)
    int from = 0;
    for (int i = 0; i < sides.size(); i++) {
      int width = towers.get(i).width();
      float[] side = sides.get(i).extendedTo(length).states().toArray();
      for (int m = 0; m < length; m++) {
        System.arraycopy(side, m * width, joined, m * width() + from, width);
      }
      from += width;
    }
    Optional<Latent> pooled = sides.stream().flatMap(side -> side.pooled().stream()).findFirst();
    return new Conditioning(length, Latent.of(joined), pooled);
  }
}
