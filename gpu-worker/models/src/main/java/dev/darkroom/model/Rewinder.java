package dev.darkroom.model;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.image.Rgb;
import dev.darkroom.weights.HostTensor;
import java.util.List;

/**
 * A model that can tell the noise from which it would draw a given picture (bipartite inversion,
 * Gal et al. 2022, supplement). One thread at a time may use it.
 */
public interface Rewinder {
  /**
   * Begins to walk back.
   *
   * @throws dev.darkroom.failure.ModelException REQUEST_INVALID if this model cannot do that
   */
  Run start(Request request);

  /**
   * A picture, and what it is walked back under.
   *
   * @param picture of any size; brought to {@code size}
   * @param prompt that describes it, which may use the words; nothing guides beyond it
   * @param steps of DDIM; a drawing of as many steps comes nearest to the picture
   * @param words that the model shall know beside its own
   */
  record Request(Rgb picture, String prompt, int steps, Size size, List<LearnedWord> words) {
    public Request {
      words = List.copyOf(words);
    }
  }

  /** A walk in progress, told as steps. Every method belongs to the thread that started it. */
  interface Run extends AutoCloseable {
    /**
     * Does the next step.
     *
     * @return true while there are more to do
     * @throws IllegalStateException if all are done
     */
    boolean step();

    int done();

    int total();

    /**
     * The first noise: give it to {@link Start.FromLatent}.
     *
     * @return (C, h, w), F32
     * @throws IllegalStateException before the last step
     */
    HostTensor result();

    /** Gives back all native memory. May be called at any step, and more than once. */
    @Override
    void close();
  }
}
