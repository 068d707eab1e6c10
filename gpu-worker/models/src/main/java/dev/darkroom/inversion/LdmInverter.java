package dev.darkroom.inversion;

import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.LdmParts;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.InversionRequest.Example;
import dev.darkroom.model.InversionRequest.Precision;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.Size;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.training.Training;
import dev.darkroom.weights.DType;
import java.nio.file.Path;
import java.util.Optional;

/** Teaches words to a latent diffusion model. */
public final class LdmInverter implements Inverter {
  /** Keeps the stream of the pictures' own words apart from the steps'. */
  private static final long PER_IMAGE = 0x696D616765L;

  private final LdmModel model;

  public LdmInverter(LdmModel model) {
    this.model = model;
  }

  @Override
  public TrainingRun start(InversionRequest request, Optional<Path> checkpoint) {
    LdmParts parts = model.parts();
    int resolution = request.preparation().resolution();
    Size latents = model.latentSize(new Size(resolution, resolution));
    NewWord word =
        NewWord.of(
            request.word(),
            parts,
            request.variants().perImage().isPresent() ? request.examples().size() : 0,
            TorchRandom.seeded(request.seed() ^ PER_IMAGE));
    EncodedPictures pictures =
        EncodedPictures.encode(
            model.autoencoder(),
            latents,
            request.examples().stream().map(Example::picture).toList(),
            request.preparation());
    Draws draws = new RandomDraws(request, word, pictures, parts.diffusion().noise().trainSteps());
    InversionTask.Settings settings =
        new InversionTask.Settings(
            request.descent(),
            latents.height(),
            resolution / latents.height(),
            request.variants().regularisation().orElse(0),
            parts.run().with(dtype(request.descent().precision())),
            Fingerprint.of(request));
    InversionTask task = new InversionTask(parts, word, settings, draws);
    Training training =
        checkpoint
            .map(file -> Training.resume(task, file, task.initial()))
            .orElseGet(() -> Training.start(task, task.initial()));
    return new InversionRun(model, word, task, training, request.descent().steps());
  }

  private static DType dtype(Precision precision) {
    return switch (precision) {
      case F32 -> DType.F32;
      case BF16 -> DType.BF16;
      case F16 -> DType.F16;
    };
  }
}
