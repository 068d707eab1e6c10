package dev.darkroom.house;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.sampler.Sampler;
import dev.darkroom.ldm.sampler.Schedulers;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.InitialWeights;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.training.Task;
import dev.darkroom.training.Training;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.Confusions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Makes {@code shapes-ldm}: first the text encoder learns to read, then the autoencoder to see,
 * then the denoiser to draw. Stopped at any moment, it goes on from the last checkpoint of the
 * stage that it was in.
 */
public final class ShapesLdmTraining {
  /** Stage by stage, what the shipped model was trained with. */
  private static final Schedule TEXT = new Schedule(1e-3, 100, 600, 1_500, 0.02);

  private static final Schedule VAE = new Schedule(8e-4, 100, 1_040, 2_600, 0.01);
  private static final Schedule UNET = new Schedule(1e-3, 200, 2_000, 5_000, 0.02);
  private static final int TEXT_BATCH = 64;
  private static final int VAE_BATCH = 16;
  private static final int UNET_BATCH = 32;
  private static final int PICTURES = 16_000;
  private static final long WORLD = 1;
  private static final int SAVE_EVERY = 250;
  private static final int SCORE_EVERY = 500;
  private static final Evaluation.Settings SCORE = new Evaluation.Settings(96, 20, 3, "ddim");

  private final RunFolder run;
  private final RunConfig config;
  private final Listener listener;

  /** Is told how a training goes. */
  public interface Listener {
    /** A step of a stage is done. */
    void step(Progress progress);

    /** The judge has looked at pictures of the denoiser as it is after so many steps. */
    void score(long step, Confusions score);
  }

  /** A step of a stage, done: {@code of} is how many it has. */
  public record Progress(String stage, long step, long of, double loss, double rate) {}

  /**
   * A training in a run's folder.
   *
   * @param config in which the losses are computed; BF16 is the quicker on processors that know it
   */
  public ShapesLdmTraining(RunFolder run, RunConfig config, Listener listener) {
    this.run = run;
    this.config = config;
    this.listener = listener;
  }

  /** Trains whatever is left. */
  public void train() throws IOException {
    if (!run.isGiven("text", run.textWeights())) {
      text();
    }
    if (!run.isGiven("vae", run.vaeWeights())) {
      autoencoder();
    }
    if (!Files.exists(run.latents())) {
      run.scalingFactor(
          Latents.encode(
              run.vaeConfig(),
              Safetensors.open(run.vaeWeights()),
              RunConfig.reference(),
              WORLD,
              PICTURES,
              run.latents()));
    }
    denoiser();
  }

  private void text() throws IOException {
    TextTask task =
        new TextTask(run.textConfig(), run.tokenizer(), config, TEXT, WORLD, TEXT_BATCH);
    Binding initial = initial(task.params());
    train("text", task, initial, run.textWeights(), TextTask::kept);
  }

  private void autoencoder() throws IOException {
    VaeTask task = new VaeTask(run.vaeConfig(), config, VAE, WORLD, VAE_BATCH);
    train("vae", task, initial(task.vae().params()), run.vaeWeights(), _ -> true);
  }

  private void denoiser() throws IOException {
    Sampler sampler = Schedulers.read(run.model().resolve("scheduler/scheduler_config.json"));
    UNetTask.Parts parts =
        new UNetTask.Parts(
            run.unetConfig(), run.textConfig(), run.tokenizer(), sampler.diffusion().noise());
    UNetTask task =
        new UNetTask(
            parts,
            Safetensors.open(run.textWeights()),
            Latents.open(run.latents(), WORLD),
            config,
            UNET,
            WORLD,
            UNET_BATCH);
    Binding initial =
        run.isGiven("unet", run.unetWeights())
            ? Binding.exact(Safetensors.open(run.unetWeights()))
            : initial(task.params());
    train("unet", task, initial, run.unetWeights(), _ -> true);
  }

  private static Binding initial(List<Param> params) {
    return Binding.exact(new InitialWeights(params, WORLD));
  }

  private void train(String stage, Task task, Binding initial, Path weights, Predicate<String> kept)
      throws IOException {
    try (Training training = Training.resume(task, run.checkpoint(stage), initial)) {
      while (training.hasNext()) {
        Training.Step step = training.next();
        long done = training.position();
        listener.step(new Progress(stage, done, task.schedule().total(), step.loss(), step.rate()));
        log(stage, step);
        if (done % SAVE_EVERY == 0 || !training.hasNext()) {
          training.save(run.checkpoint(stage));
          SafetensorsWriter.write(
              weights, kept(training.ema(DType.F16), kept), Map.of("format", "pt"));
        }
        if (task instanceof UNetTask && (done % SCORE_EVERY == 0 || !training.hasNext())) {
          score(done);
        }
      }
    }
  }

  /** The loss does not show whether captions are followed: only pictures do. */
  private void score(long step) throws IOException {
    try (LoadedModel model = new LdmLoader().load(run.model(), LoadOptions.cpu())) {
      Confusions score = Evaluation.ofModel(model.generator().orElseThrow(), SCORE, _ -> {});
      listener.score(step, score);
      Map<String, Object> line = new LinkedHashMap<>(Map.of("stage", "score", "step", step));
      for (Attribute attribute : Attribute.values()) {
        line.put(attribute.words(), score.accuracy(attribute));
      }
      log(line);
    }
  }

  private void log(String stage, Training.Step step) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("stage", stage);
    line.put("step", step.number() + 1);
    line.put("loss", step.loss());
    line.put("rate", step.rate());
    line.put("gradient_norm", step.gradientNorm());
    line.putAll(step.reports());
    log(line);
  }

  private void log(Map<String, Object> line) throws IOException {
    Files.writeString(
        run.log(),
        new ObjectMapper().writeValueAsString(line) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static Map<String, HostTensor> kept(
      Map<String, HostTensor> weights, Predicate<String> kept) {
    Map<String, HostTensor> some = new LinkedHashMap<>(weights);
    some.keySet().removeIf(kept.negate());
    return some;
  }
}
