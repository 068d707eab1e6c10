package dev.darkroom.ldm;

import dev.darkroom.image.Rgb;
import dev.darkroom.model.GenerationRun;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A run whose result another begins from, told as one. */
final class TwoPassRun implements GenerationRun {
  private final LdmRun first;
  private final int secondTotal;
  private final Function<LdmRun, LdmRun> next;
  private Optional<LdmRun> second = Optional.empty();

  /**
   * Two passes.
   *
   * @param first closed with this run
   * @param secondTotal steps of the second pass
   * @param next begins the second pass from the first when that is done
   */
  TwoPassRun(LdmRun first, int secondTotal, Function<LdmRun, LdmRun> next) {
    this.first = first;
    this.secondTotal = secondTotal;
    this.next = next;
  }

  @Override
  public boolean step() {
    if (second.isPresent()) {
      return second.get().step();
    }
    if (!first.step()) {
      second = Optional.of(next.apply(first));
      first.close();
    }
    return true;
  }

  @Override
  public int done() {
    return first.done() + second.map(LdmRun::done).orElse(0);
  }

  @Override
  public int total() {
    return first.total() + secondTotal;
  }

  @Override
  public Optional<Rgb> preview() {
    return second.flatMap(LdmRun::preview).or(first::preview);
  }

  @Override
  public List<Rgb> result() {
    return second
        .orElseThrow(() ->
            new IllegalStateException("step " + done() + " of " + total() + " is not the last"))
        .result();
  }

  @Override
  public void close() {
    first.close();
    second.ifPresent(LdmRun::close);
  }
}
