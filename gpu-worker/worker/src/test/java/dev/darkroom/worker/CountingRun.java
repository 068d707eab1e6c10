package dev.darkroom.worker;

import dev.darkroom.model.Artifact;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
import dev.darkroom.model.StepReport;
import dev.darkroom.model.TrainingRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * Learns by counting: its state is a number that every step changes, so that a run which goes on
 * from a checkpoint ends where one that never stopped does.
 */
final class CountingRun implements TrainingRun {
  /** What a test wants to happen. */
  static final class Wishes {
    volatile LongConsumer beforeStep = _ -> {};
    volatile double loss = 1;
    final FakeGenerator generator = new FakeGenerator();
    volatile LongFunction<Generator> sampler = _ -> generator;
  }

  /** What is asked for; the first of the files is the result. */
  record Plan(long steps, double rate, long seed, Artifact.Role role, List<String> files) {}

  private final Wishes wishes;
  private final Plan plan;
  private long done;
  private long state;

  CountingRun(Wishes wishes, Plan plan) {
    this.wishes = wishes;
    this.plan = plan;
    this.state = plan.seed();
  }

  void load(Path checkpoint) {
    String[] parts = read(checkpoint).split(" ", 2);
    done = Long.parseLong(parts[0]);
    state = Long.parseLong(parts[1]);
  }

  @Override
  public boolean step() {
    wishes.beforeStep.accept(done + 1);
    done++;
    state = state * 6364136223846793005L + 1442695040888963407L;
    return done < total();
  }

  @Override
  public long done() {
    return done;
  }

  @Override
  public long total() {
    return plan.steps();
  }

  @Override
  public Optional<StepReport> last() {
    return done == 0
        ? Optional.empty()
        : Optional.of(new StepReport(done, wishes.loss, wishes.loss, plan.rate(), 1, false));
  }

  @Override
  public void save(Path checkpoint) {
    write(checkpoint, done + " " + state);
  }

  @Override
  public List<Artifact> artifacts(Path folder) {
    return plan.files().stream()
        .map(name -> {
          Path file = folder.resolve(name);
          write(file, "learned " + (name.endsWith(".json") ? name : state));
          return new Artifact(name, plan.role(), "application/octet-stream", file);
        })
        .toList();
  }

  @Override
  public GenerationRun sample(GenerationRequest asked) {
    return wishes.sampler.apply(done).start(asked);
  }

  @Override
  public void close() {}

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
