package dev.darkroom.finetune;

import dev.darkroom.finetune.Batches.Batch;
import dev.darkroom.image.Buckets;
import dev.darkroom.image.Buckets.Bucket;
import dev.darkroom.image.Buckets.Placement;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.Autoencoder.Posterior;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.PictureSizes;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.NoiseSchedule;
import dev.darkroom.ldm.sampler.Prediction;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuneRequest.DreamBooth;
import dev.darkroom.model.FineTuneRequest.Example;
import dev.darkroom.model.FineTuneRequest.Material;
import dev.darkroom.model.FineTuneRequest.Objective;
import dev.darkroom.model.FineTuneRequest.Prior;
import dev.darkroom.model.Size;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.training.StepRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import java.util.function.Supplier;

/**
 * Where a training's inputs come from: pictures, noise, times and captions, all from the seed and
 * the call's number, so that a training goes on anywhere without saved random states.
 */
final class Draws {
  /** Keeps the stream of choices apart from that of noise. */
  private static final long CHOICES = 0x63686F696365L;

  private final FineTuneRequest request;
  private final Material material;
  private final LatentCache latents;
  private final Batches batches;
  private final Optional<Prior> prior;
  private final Optional<ClassPictures> classPictures;
  private final NoiseSchedule schedule;
  private final Prediction prediction;
  private final int channels;

  Draws(LdmModel model, FineTuneRequest request) {
    this.request = request;
    this.material = request.material();
    this.latents = new LatentCache(model);
    this.batches =
        new Batches(
            material.examples().stream().map(this::bucket).toList(),
            request.descent().batch().repeats(),
            request.descent().batch().size(),
            request.seed());
    this.prior = request.method() instanceof DreamBooth booth ? booth.prior() : Optional.empty();
    this.classPictures = prior.map(p -> new ClassPictures(model, p, request.seed()));
    this.schedule = model.parts().diffusion().noise();
    this.prediction = model.parts().diffusion().prediction();
    this.channels = model.parts().unet().config().outChannels();
  }

  private Bucket bucket(Example example) {
    return material.buckets().place(example.size().width(), example.size().height()).bucket();
  }

  /** Pictures of a call, those of the class included. */
  int batch() {
    return request.descent().batch().size() * (prior.isPresent() ? 2 : 1);
  }

  /** The bucket of call {@code part}. */
  Bucket bucketOf(long part) {
    return batches.of(part).bucket();
  }

  Bucket commonestBucket() {
    return batches.commonest();
  }

  /** The size of a bucket's latents. */
  Size latentSize(Bucket bucket) {
    return latents.latents(bucket);
  }

  /**
   * The inputs of call {@code part}, counted from 0 over the whole training: the subject's
   * pictures, then as many of its class.
   */
  List<Draw> of(long part) {
    Batch chosen = batches.of(part);
    int own = chosen.pictures().size();
    TorchRandom random = StepRandom.of(request.seed(), part);
    TorchRandom choices = StepRandom.of(request.seed() ^ CHOICES, part);
    List<Draw> draws = new ArrayList<>();
    for (int b = 0; b < batch(); b++) {
      boolean mirrored = choices.randF64(1)[0] < material.flip();
      boolean empty = choices.randF64(1)[0] < request.objective().emptyCaptions();
      if (b < own) {
        int picture = chosen.pictures().get(b);
        Posterior posterior = ofOwn(picture, chosen.bucket(), mirrored);
        String text = empty ? "" : caption(picture);
        Subject subject = new Subject(posterior, text, sizesOfOwn(picture, chosen.bucket()));
        draws.add(draw(subject, random, time -> snrWeight(time) / own));
      } else {
        Prior of = prior.orElseThrow();
        Posterior posterior = ofClass(part * own + b - own, chosen.bucket(), mirrored);
        String text = empty ? "" : of.prompt();
        Subject subject = new Subject(posterior, text, PictureSizes.whole(size(chosen.bucket())));
        draws.add(draw(subject, random, _ -> of.weight() / own));
      }
    }
    return draws;
  }

  /** A picture with its text, before anything is drawn of it. */
  private record Subject(Posterior posterior, String text, PictureSizes sizes) {}

  private Draw draw(Subject subject, TorchRandom random, LongToDoubleFunction weight) {
    Objective objective = request.objective();
    Noise stream = Noise.of(random);
    Latent latent = latents.sample(subject.posterior(), stream);
    Latent noise = stream.draw(latent.size());
    if (objective.noiseOffset() > 0) {
      noise = noise.plus(objective.noiseOffset(), spread(random.randn(channels), latent.size()));
    }
    Optional<Latent> perturbation =
        objective.inputPerturbation() > 0
            ? Optional.of(stream.draw(latent.size()).times(objective.inputPerturbation()))
            : Optional.empty();
    long time = random.randint(0, schedule.trainSteps(), 1)[0];
    return new Draw(
        latent,
        noise,
        perturbation,
        time,
        weight.applyAsDouble(time),
        subject.text(),
        subject.sizes());
  }

  /** As its latent was prepared; mirrored it was cut as much on the other side. */
  private PictureSizes sizesOfOwn(int number, Bucket bucket) {
    Size original = material.examples().get(number).size();
    Placement at = Buckets.only(bucket).place(original.width(), original.height());
    return new PictureSizes(original, at.y(), at.x(), size(bucket));
  }

  private static Size size(Bucket bucket) {
    return new Size(bucket.width(), bucket.height());
  }

  private Posterior ofOwn(int number, Bucket bucket, boolean mirrored) {
    Example example = material.examples().get(number);
    return latents.of("own " + number, example.picture(), bucket, mirrored);
  }

  private String caption(int number) {
    Example example = material.examples().get(number);
    return example.caption().isBlank() && request.method() instanceof DreamBooth booth
        ? booth.prompt()
        : example.caption();
  }

  private Posterior ofClass(long drawn, Bucket bucket, boolean mirrored) {
    ClassPictures pictures = classPictures.orElseThrow();
    int number = (int) (drawn % pictures.count());
    Supplier<Rgb> picture = () -> pictures.picture(number, commonestBucket());
    return latents.of("class " + number, picture, bucket, mirrored);
  }

  /** min(snr, γ), as the weight of an error in what the network predicts (Hang et al. 2023). */
  private double snrWeight(long time) {
    if (request.objective().minSnr().isEmpty()) {
      return 1;
    }
    double alphaBar = schedule.alphaBar((int) time);
    double snr = alphaBar / (1 - alphaBar);
    double least = Math.min(snr, request.objective().minSnr().getAsDouble());
    return switch (prediction) {
      case EPSILON -> snr == 0 ? 1 : least / snr;
      case VELOCITY -> least / (snr + 1);
      case SAMPLE -> least;
    };
  }

  /** A number for each channel, all over it. */
  private static Latent spread(float[] perChannel, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = perChannel[i / (size / perChannel.length)];
    }
    return Latent.of(values);
  }
}
