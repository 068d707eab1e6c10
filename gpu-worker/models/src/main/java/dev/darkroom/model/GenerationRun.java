package dev.darkroom.model;

import dev.darkroom.image.Rgb;
import java.util.List;
import java.util.Optional;

/**
 * A drawing in progress, told as an iterator of sampler steps, so that progress, previews, cancel
 * and time limits stand outside the mathematics:
 *
 * <pre>{@code
 * try (GenerationRun run = generator.start(request)) {
 *   while (run.step()) {
 *     progress.show(run.done(), run.total());
 *   }
 *   return run.result();
 * }
 * }</pre>
 *
 * <p>Every method belongs to the thread that started the run.
 */
public interface GenerationRun extends AutoCloseable {
  /**
   * Does the next step.
   *
   * @return true while there are more to do
   * @throws IllegalStateException if all are done
   */
  boolean step();

  /** Steps done so far, 0 … {@link #total}. */
  int done();

  /** Steps that this run takes; some samplers take more than the request says. */
  int total();

  /**
   * A rough look at the first picture as it is now, usually smaller than the result; empty where
   * the family has no cheap one. It changes nothing: the result is the same whether and whenever it
   * is asked for.
   */
  Optional<Rgb> preview();

  /**
   * The finished pictures, one a seed, in the order of the seeds.
   *
   * @throws IllegalStateException before the last step
   */
  List<Rgb> result();

  /** Gives back all native memory. May be called at any step, and more than once. */
  @Override
  void close();
}
