package dev.darkroom.worker;

import dev.darkroom.model.Artifact;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.StepReport;
import dev.darkroom.model.TrainingRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * Learns by counting: its state is a number that every step changes, so that a run which goes on
 * from a checkpoint ends where one that never stopped does.
 */
public final class FakeInverter implements Inverter {
  public final List<InversionRequest> requests = new ArrayList<>();
  public final List<Long> begunAt = new ArrayList<>();
  public volatile LongConsumer beforeStep = _ -> {};
  public volatile double loss = 1;
  public final FakeGenerator generator = new FakeGenerator();

  /** Draws the samples after so many steps. */
  public volatile LongFunction<Generator> sampler = _ -> generator;

  @Override
  public TrainingRun start(InversionRequest request, Optional<Path> checkpoint) {
    requests.add(request);
    Run run = new Run(request);
    checkpoint.ifPresent(run::load);
    begunAt.add(run.done);
    return run;
  }

  private final class Run implements TrainingRun {
    private final InversionRequest request;
    private long done;
    private long state;

    Run(InversionRequest request) {
      this.request = request;
      this.state = request.seed();
    }

    void load(Path checkpoint) {
      String[] parts = read(checkpoint).split(" ", 2);
      done = Long.parseLong(parts[0]);
      state = Long.parseLong(parts[1]);
    }

    @Override
    public boolean step() {
      beforeStep.accept(done + 1);
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
      return request.descent().steps();
    }

    @Override
    public Optional<StepReport> last() {
      return done == 0
          ? Optional.empty()
          : Optional.of(
              new StepReport(done, loss, loss, request.descent().rate().base(), 1, false));
    }

    @Override
    public void save(Path checkpoint) {
      write(checkpoint, done + " " + state);
    }

    @Override
    public List<Artifact> artifacts(Path folder) {
      Path file = folder.resolve("learned_embeds.safetensors");
      write(file, "learned " + state);
      return List.of(
          new Artifact(
              "learned_embeds.safetensors",
              Artifact.Role.EMBEDDING,
              "application/octet-stream",
              file));
    }

    @Override
    public GenerationRun sample(GenerationRequest asked) {
      return sampler.apply(done).start(asked);
    }

    @Override
    public void close() {}
  }

  private static void write(Path file, String text) {
    try {
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
