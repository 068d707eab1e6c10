package dev.darkroom.worker.run;

import dev.darkroom.image.Extension;
import dev.darkroom.image.Patch;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.spec.GenerationOptions;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.job.spec.PictureSource;
import dev.darkroom.model.Additions;
import dev.darkroom.model.ClipSkip;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.Start;
import dev.darkroom.model.StartFile;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.WeightsException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** From a generation's spec, and the files that it names, to what a model is asked for. */
final class DrawingOrders {
  private static final String LATENT = "init_latent";

  private final Shelf shelf;
  private final WordShelf words;
  private final LoraShelf loras;
  private final PictureFiles pictures;

  DrawingOrders(Shelf shelf) {
    this.shelf = shelf;
    this.words = new WordShelf(shelf);
    this.loras = new LoraShelf(shelf);
    this.pictures = new PictureFiles(shelf);
  }

  /**
   * What a model is asked for.
   *
   * @param request all pictures of the job, the first with the job's own seed
   * @param patch where only a part is drawn anew
   */
  record Order(GenerationRequest request, Optional<Patch> patch) {
    /** Some of the pictures. */
    GenerationRequest part(int first, int count) {
      return request.withSeeds(request.seeds().subList(first, first + count));
    }

    /** A picture as it is kept: every pixel that was to stay is what it was. */
    Rgb finished(Rgb drawn) {
      return patch.map(p -> p.onto(drawn)).orElse(drawn);
    }
  }

  /**
   * Fetches what the spec names.
   *
   * @throws RunFailure where that is gone, is not what it was, or cannot be read
   */
  Order order(JobSpec.Generation spec, RunContext context) {
    GenerationOptions options = spec.options();
    Start start = start(options.source(), context);
    Size size = new Size(spec.width(), spec.height());
    GenerationRequest request =
        new GenerationRequest(
            prompt(spec),
            seeds(spec),
            new SamplingSettings(
                spec.sampler(),
                spec.steps(),
                spec.guidanceScale(),
                options.tuning().guidanceRescale(),
                options.tuning().eta()),
            size,
            start,
            new Additions(
                words.words(spec.words(), context), loras.loras(options.loras(), context)));
    return new Order(request, patch(start, size));
  }

  private static Prompt prompt(JobSpec.Generation spec) {
    GenerationOptions.Tuning tuning = spec.options().tuning();
    Prompt.Syntax syntax =
        switch (tuning.syntax().orElse(GenerationOptions.PromptSyntax.WEIGHTED)) {
          case WEIGHTED -> Prompt.Syntax.WEIGHTED;
          case PLAIN -> Prompt.Syntax.PLAIN;
        };
    return new Prompt(
        spec.prompt(), spec.negativePrompt(), syntax, ClipSkip.ofDiffusers(tuning.clipSkip()));
  }

  private static List<Seed> seeds(JobSpec.Generation spec) {
    return LongStream.range(0, spec.n())
        .mapToObj(k ->
            spec.options()
                .variation()
                .map(v -> Seed.varied(spec.seed() + k, v.seed() + k, v.strength()))
                .orElseGet(() -> Seed.of(spec.seed() + k)))
        .toList();
  }

  private Start start(PictureSource source, RunContext context) {
    return switch (source) {
      case PictureSource.Noise _ -> new Start.FromNoise();
      case PictureSource.Latent s -> new Start.FromLatent(latent(s.file(), context));
      case PictureSource.Image s ->
          new Start.FromPicture(pictures.read(s.image(), "image", context), s.strength());
      case PictureSource.Inpaint s ->
          new Start.Repaint(
              pictures.read(s.image(), "image", context),
              pictures.read(s.mask(), "mask_image", context),
              s.strength());
      case PictureSource.Outpaint s ->
          new Start.Extend(
              pictures.read(s.image(), "image", context),
              s.left(),
              s.top(),
              s.overlap(),
              s.strength());
      case PictureSource.TwoPass s ->
          new Start.FromSmaller(
              new Size(s.width(), s.height()), enlargement(s.upscaler()), s.strength());
    };
  }

  private HostTensor latent(Picture file, RunContext context) {
    byte[] bytes = shelf.file(file.key(), file.digest(), StartFile.MAX_BYTES, LATENT, context);
    try {
      return StartFile.read(bytes);
    } catch (WeightsException e) {
      throw RunFailure.client(
          "latent_unreadable", file.name() + " cannot be read: " + e.getMessage(), LATENT);
    }
  }

  private static Start.Enlargement enlargement(PictureSource.Upscaler upscaler) {
    return switch (upscaler) {
      case LATENT -> Start.Enlargement.LATENT_BILINEAR;
      case LATENT_NEAREST -> Start.Enlargement.LATENT_NEAREST;
      case LANCZOS -> Start.Enlargement.PIXELS_LANCZOS;
    };
  }

  private static Optional<Patch> patch(Start start, Size size) {
    return switch (start) {
      case Start.Repaint s ->
          Optional.of(Patch.of(s.picture(), s.mask(), size.width(), size.height()));
      case Start.Extend s -> Optional.of(patch(s, size));
      case Start.FromNoise _, Start.FromLatent _, Start.FromPicture _, Start.FromSmaller _ ->
          Optional.empty();
    };
  }

  private static Patch patch(Start.Extend s, Size size) {
    Extension extension =
        Extension.of(s.picture(), size.width(), size.height(), s.left(), s.top(), s.overlap());
    return Patch.of(extension.canvas(), extension.mask(), size.width(), size.height());
  }
}
