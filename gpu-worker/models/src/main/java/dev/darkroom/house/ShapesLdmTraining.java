package dev.darkroom.house;

import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.sampler.Sampler;
import dev.darkroom.ldm.sampler.Schedulers;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.InitialWeights;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.training.RateSchedule;
import dev.darkroom.training.Task;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.judge.Confusions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Makes {@code shapes-ldm}: first the text encoder learns to read, then the autoencoder to see,
 * then the denoiser to draw. Stopped at any moment, it goes on from the last checkpoint of the
 * stage that it was in.
 */
final class ShapesLdmTraining {
  /** Stage by stage, what the shipped model was trained with. */
  private static final Schedule VAE = new Schedule(8e-4, 100, 1_040, 2_600, 0.01);

  private static final RateSchedule UNET =
      new Schedule(1e-3, 200, 2_000, 5_000, 0.02).then(new Schedule(5e-4, 0, 200, 3_000, 0.02));

  private static final int VAE_BATCH = 16;
  private static final int UNET_BATCH = 32;
  private static final int PICTURES = 16_000;
  private static final long WORLD = 1;
  private static final int SCORE_EVERY = 500;
  private static final Evaluation.Settings SCORE = new Evaluation.Settings(96, 20, 3, "ddim");

  private final RunFolder run;
  private final LdmFiles files;
  private final RunConfig config;
  private final TrainingListener listener;

  /**
   * A training in a run's folder.
   *
   * @param config in which the losses are computed; BF16 is the quicker on processors that know it
   */
  ShapesLdmTraining(RunFolder run, RunConfig config, TrainingListener listener) {
    this.run = run;
    this.files = new LdmFiles(run);
    this.config = config;
    this.listener = listener;
  }

  /** Trains whatever is left. */
  void train() throws IOException {
    new TextStage(run, config, listener)
        .train(files.textConfig(), files.tokenizer(), WORLD, files.textWeights());
    if (!run.isGiven("vae", files.vaeWeights())) {
      autoencoder();
    }
    if (!Files.exists(files.latents())) {
      files.scalingFactor(
          Latents.encode(
              files.vaeConfig(),
              Safetensors.open(files.vaeWeights()),
              RunConfig.reference(),
              WORLD,
              PICTURES,
              files.latents()));
    }
    denoiser();
  }

  private void autoencoder() throws IOException {
    VaeTask task = new VaeTask(files.vaeConfig(), config, VAE, WORLD, VAE_BATCH);
    train(
        "vae",
        task,
        initial(task.vae().params()),
        files.vaeWeights(),
        StageTraining.AfterStep.NOTHING);
  }

  private void denoiser() throws IOException {
    Sampler sampler = Schedulers.read(run.model().resolve("scheduler/scheduler_config.json"));
    UNetTask.Parts parts =
        new UNetTask.Parts(
            files.unetConfig(), files.textConfig(), files.tokenizer(), sampler.diffusion().noise());
    UNetTask task =
        new UNetTask(
            parts,
            Safetensors.open(files.textWeights()),
            Latents.open(files.latents(), WORLD),
            config,
            UNET,
            WORLD,
            UNET_BATCH);
    Binding initial =
        run.isGiven("unet", files.unetWeights())
            ? Binding.exact(Safetensors.open(files.unetWeights()))
            : initial(task.params());
    train("unet", task, initial, files.unetWeights(), this::scoreWhenDue);
  }

  private static Binding initial(List<Param> params) {
    return Binding.exact(new InitialWeights(params, WORLD));
  }

  private void train(
      String stage, Task task, Binding initial, Path weights, StageTraining.AfterStep afterStep)
      throws IOException {
    new StageTraining(run, listener)
        .train(stage, task, initial, StageTraining.Output.whole(weights), afterStep);
  }

  /** The loss does not show whether captions are followed: only pictures do. */
  private void scoreWhenDue(long step, boolean last) throws IOException {
    if (step % SCORE_EVERY != 0 && !last) {
      return;
    }
    try (LoadedModel model = new LdmLoader().load(run.model(), LoadOptions.cpu())) {
      Confusions score = Evaluation.ofModel(model.generator().orElseThrow(), SCORE, _ -> {});
      Map<Attribute, Double> right = new EnumMap<>(Attribute.class);
      for (Attribute attribute : Attribute.values()) {
        right.put(attribute, score.accuracy(attribute));
      }
      listener.score(step, right);
      run.logScore(step, right);
    }
  }
}
