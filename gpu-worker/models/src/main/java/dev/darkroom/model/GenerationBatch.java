package dev.darkroom.model;

import dev.darkroom.image.Rgb;
import java.util.List;
import java.util.Optional;

/**
 * Several requests drawn together, told like a {@link GenerationRun}. Each member is one request:
 * its pictures are those that it would get alone, but for the last bits of floating point, whoever
 * its neighbours are and whenever one of them leaves.
 *
 * <p>Every method belongs to the thread that started the batch. Members count from 0, in the order
 * of the requests, and keep their numbers when others leave.
 */
public interface GenerationBatch extends AutoCloseable {
  /**
   * Does the next step of every member that has not left.
   *
   * @return true while there are more to do
   * @throws IllegalStateException if all are done, or all members have left
   */
  boolean step();

  /** Steps done so far, 0 … {@link #total}. */
  int done();

  /** Steps that this batch takes. */
  int total();

  /** A rough look at the member's first picture, as {@link GenerationRun#preview}. */
  Optional<Rgb> preview(int member);

  /** Draws this member's pictures no further. Leaving twice is leaving once. */
  void leave(int member);

  /**
   * The member's finished pictures, in the order of its seeds.
   *
   * @throws IllegalStateException before the last step, or if the member has left
   */
  List<Rgb> result(int member);

  /** Gives back all native memory. May be called at any step, and more than once. */
  @Override
  void close();
}
