package dev.darkroom.bench;

import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.inversion.Draw;
import dev.darkroom.inversion.InversionTask;
import dev.darkroom.inversion.NewWord;
import dev.darkroom.ldm.LdmParts;
import dev.darkroom.ldm.sampler.Diffusion;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.ldm.sampler.Schedulers;
import dev.darkroom.ldm.text.TextKind;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.InversionRequest.Descent;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.text.HouseVocabulary;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.training.RateCurve;
import dev.darkroom.training.Training;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code ti_sd15_b1x64}: one step of Textual Inversion at the size of Stable Diffusion 1.5. One
 * 4×64×64 latent is given; the text encoder and the UNet go forward and backward, AdamW moves the
 * word's one vector. The autoencoder takes no part.
 */
public final class InversionRow {
  /** The row's name. */
  public static final String NAME = "ti_sd15_b1x64";

  private static final int SIDE = 64;
  private static final int FACTOR = 8;
  private static final List<String> WORDS = List.of("a", "photo", "of", "cat");
  private static final String TEXT = "a photo of <cat-toy>";

  private final UNetRow.Options options;
  private final LdmParts parts;

  /**
   * A row over weights that are mapped once, however often it is measured.
   *
   * @throws dev.darkroom.weights.WeightsException if the weights cannot be written or mapped
   */
  public InversionRow(UNetRow.Options options) {
    this.options = options;
    this.parts = parts(options);
  }

  /**
   * Measures the row.
   *
   * @param checkpointing whether activations are computed twice instead of kept
   */
  public ModelFigures measure(boolean checkpointing) {
    long opened = System.nanoTime();
    InversionTask task = task(parts, options.steps() + 1, checkpointing);
    try (PeakMemory memory = new PeakMemory();
        Training training = Training.start(task, task.initial())) {
      Duration load = Duration.ofNanos(System.nanoTime() - opened);
      long bytes = bytes(parts.unet().weights()) + bytes(parts.text().weights());
      var subject = new StepMeter.Subject(NAME, options.config(), load, bytes);
      return StepMeter.measure(subject, memory, options.steps(), () -> training.next());
    }
  }

  private static InversionTask task(LdmParts parts, int steps, boolean checkpointing) {
    NewWord word =
        NewWord.of(
            new InversionRequest.Word("<cat-toy>", "cat", 1), parts, 0, TorchRandom.seeded(1));
    Descent descent =
        new Descent(
            steps,
            new InversionRequest.Batch(1, 1, 1),
            new InversionRequest.Rate(5e-4, false, new RateCurve.Constant(), 0),
            1e-2,
            InversionRequest.Precision.valueOf(parts.run().dtype().name()),
            checkpointing);
    int channels = parts.unet().config().inChannels();
    TorchRandom random = TorchRandom.seeded(3);
    Latent latent = Latent.of(random.randn(channels * SIDE * SIDE));
    Latent noise = Latent.of(random.randn(channels * SIDE * SIDE));
    return new InversionTask(
        parts,
        word,
        new InversionTask.Settings(descent, SIDE, FACTOR, 0, parts.run(), NAME),
        part -> List.of(new Draw(latent, noise, 500, TEXT)));
  }

  private static LdmParts parts(UNetRow.Options options) {
    RunConfig run = options.config();
    UNetConfig unet = UNetRow.config();
    TextConfig text = TextConfig.read(UNetRow.file("text_sd15.json"));
    Diffusion diffusion =
        Schedulers.parse(UNetRow.file("scheduler_sd15.json"), SamplerName.DDIM).diffusion();
    return new LdmParts(
        options.cache(),
        new LdmParts.UNetPart(
            unet, made(options, "unet_sd15", new UNet(Weights.root(), unet).params(), run.dtype())),
        List.of(
            new LdmParts.Text(
                "text_encoder",
                new TextKind.Clip(text, TextKind.Clip.Output.LAST),
                made(
                    options,
                    "text_sd15",
                    new ClipTextEncoder(Weights.root(), text).params(),
                    DType.F32),
                tokenizer(options.cache().resolve("text_sd15-tokenizer"), text.positions()))),
        diffusion,
        run);
  }

  private static Safetensors made(
      UNetRow.Options options, String name, List<Param> params, DType dtype) {
    Path folder = MadeWeights.folder(options.cache(), name, params, dtype);
    return Safetensors.open(folder.resolve(MadeWeights.FILE));
  }

  private static Tokenizer tokenizer(Path folder, int positions) {
    try {
      HouseVocabulary.of(WORDS).write(folder, positions);
      return Tokenizer.read(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long bytes(TensorSource weights) {
    return weights.names().stream().mapToLong(name -> weights.get(name).data().byteSize()).sum();
  }
}
