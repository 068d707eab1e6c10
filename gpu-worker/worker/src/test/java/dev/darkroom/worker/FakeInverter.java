package dev.darkroom.worker;

import dev.darkroom.model.Artifact;
import dev.darkroom.model.Generator;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/** Learns words by counting. */
public final class FakeInverter implements Inverter {
  public final List<InversionRequest> requests = new ArrayList<>();
  public final List<Long> begunAt = new ArrayList<>();
  private final CountingRun.Wishes wishes = new CountingRun.Wishes();
  public final FakeGenerator generator = wishes.generator;

  /** Hears the number of every step before it is done. */
  public void beforeStep(LongConsumer listener) {
    wishes.beforeStep = listener;
  }

  /** What the loss is from now on. */
  public void loss(double now) {
    wishes.loss = now;
  }

  /** Draws the samples after so many steps. */
  public void sampler(LongFunction<Generator> drawn) {
    wishes.sampler = drawn;
  }

  @Override
  public TrainingRun start(InversionRequest request, Optional<Path> checkpoint) {
    requests.add(request);
    CountingRun run =
        new CountingRun(
            wishes,
            new CountingRun.Plan(
                request.descent().steps(),
                request.descent().rate().base(),
                request.seed(),
                Artifact.Role.EMBEDDING,
                List.of("learned_embeds.safetensors")));
    checkpoint.ifPresent(run::load);
    begunAt.add(run.done());
    return run;
  }
}
