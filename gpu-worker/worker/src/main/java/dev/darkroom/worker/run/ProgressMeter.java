package dev.darkroom.worker.run;

import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.ProgressPublisher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells how far one run is: at most two events a second, a preview at most once a second, whatever
 * the run's own pace. For the run thread alone.
 */
public final class ProgressMeter {
  static final Duration BETWEEN_EVENTS = Duration.ofMillis(500);
  static final Duration BETWEEN_PREVIEWS = Duration.ofSeconds(1);

  /** Previews are halved until neither side is longer. */
  private static final int MAX_PREVIEW_SIDE = 256;

  private final RunRef run;
  private final Tellers tellers;
  private final long began;
  private Optional<Long> toldAt = Optional.empty();
  private Optional<Long> previewedAt = Optional.empty();
  private Optional<Long> firstStepAt = Optional.empty();
  private int firstStep;

  /** Where events go, and the clocks. */
  public record Tellers(ProgressPublisher publisher, LongSupplier nanos, InstantSource clock) {}

  ProgressMeter(RunRef run, Tellers tellers) {
    this.run = run;
    this.tellers = tellers;
    this.began = tellers.nanos().getAsLong();
  }

  /** Something other than steps is being done: loading, storing. */
  public void note(String message, int step, int steps) {
    tell(message, step, steps, Optional.empty());
  }

  /**
   * Steps are done.
   *
   * @param preview asked only when it will be shown
   */
  public void step(String message, int step, int steps, Supplier<Optional<Rgb>> preview) {
    long now = tellers.nanos().getAsLong();
    if (firstStepAt.isEmpty()) {
      firstStepAt = Optional.of(now);
      firstStep = step;
    }
    if (!tell(message, step, steps, eta(now, step, steps))) {
      return;
    }
    if (due(previewedAt, now, BETWEEN_PREVIEWS) && step < steps) {
      previewedAt = Optional.of(now);
      preview.get().ifPresent(picture -> show(picture, step));
    }
  }

  /** Wall-clock milliseconds since the run began. */
  long elapsedMillis() {
    return Duration.ofNanos(tellers.nanos().getAsLong() - began).toMillis();
  }

  private boolean tell(String message, int step, int steps, Optional<Duration> eta) {
    long now = tellers.nanos().getAsLong();
    if (!due(toldAt, now, BETWEEN_EVENTS)) {
      return false;
    }
    toldAt = Optional.of(now);
    double value = steps == 0 ? 0 : Math.min(1.0, (double) step / steps);
    tellers
        .publisher()
        .publish(
            new ProgressEvent.Progress(
                run.job(),
                run.epoch(),
                value,
                step,
                steps,
                message,
                eta,
                tellers.clock().instant()));
    return true;
  }

  /** From the mean of the steps so far; the first one is left out, it warms things up. */
  private Optional<Duration> eta(long now, int step, int steps) {
    int counted = step - firstStep;
    if (counted <= 0 || firstStepAt.isEmpty()) {
      return Optional.empty();
    }
    double each = (double) (now - firstStepAt.get()) / counted;
    return Optional.of(Duration.ofMillis(Math.round(each * (steps - step) / 1e6)));
  }

  private void show(Rgb picture, int step) {
    Rgb small = picture;
    while (Math.max(small.width(), small.height()) > MAX_PREVIEW_SIDE) {
      small = small.halved();
    }
    byte[] file = Png.encode(small);
    while (file.length > ProgressEvent.Preview.MAX_BYTES) {
      small = small.halved(); // a single pixel is far below the limit
      file = Png.encode(small);
    }
    tellers
        .publisher()
        .publish(
            new ProgressEvent.Preview(
                run.job(), run.epoch(), step, "image/png", file, tellers.clock().instant()));
  }

  private static boolean due(Optional<Long> last, long now, Duration between) {
    return last.isEmpty() || now - last.get() >= between.toNanos();
  }
}
