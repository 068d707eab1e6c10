package dev.darkroom.worker;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.model.Artifact;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuner;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Learns pictures by counting; reads captions as the house model does. */
public final class FakeFineTuner implements FineTuner {
  private static final Path TOKENIZER =
      Path.of("..", "..", "deploy", "models", "shapes-ldm", "tokenizer");

  public final List<FineTuneRequest> requests = new ArrayList<>();
  public final List<Long> begunAt = new ArrayList<>();
  private final CountingRun.Wishes wishes = new CountingRun.Wishes();
  public final FakeGenerator generator = wishes.generator;

  /** Hears the number of every step before it is done. */
  public void beforeStep(LongConsumer listener) {
    wishes.beforeStep = listener;
  }

  @Override
  public TrainingRun start(FineTuneRequest request, Optional<Path> checkpoint) {
    requests.add(request);
    boolean whole = request.method().tuned() instanceof FineTuneRequest.Full;
    CountingRun run =
        new CountingRun(
            wishes,
            new CountingRun.Plan(
                request.descent().steps(),
                request.descent().rate().base(),
                request.seed(),
                whole ? Artifact.Role.MODEL : Artifact.Role.LORA,
                whole
                    ? List.of("unet/weights.safetensors", "unet/config.json")
                    : List.of("pytorch_lora_weights.safetensors")));
    checkpoint.ifPresent(run::load);
    begunAt.add(run.done());
    return run;
  }

  @Override
  public Tokenizer reader(List<LearnedWord> words) {
    return Tokenizer.read(TOKENIZER);
  }
}
