package dev.darkroom.worker.run;

import dev.darkroom.image.GenerationText;
import dev.darkroom.image.PictureFormat;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.spec.GenerationOptions;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.LoraRef;
import dev.darkroom.job.spec.PictureSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A drawn picture as a file of the format that was asked for, with what it was made by inside. */
final class PictureText {
  private PictureText() {}

  /** A file, ready to be kept. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record File(String name, String media, byte[] bytes) {}

  /** The file of picture {@code number} of a job, from 0. */
  static File file(JobSpec.Generation spec, int number, Rgb picture) {
    GenerationText text =
        new GenerationText(
            spec.prompt(),
            spec.negativePrompt(),
            spec.steps(),
            spec.sampler(),
            spec.guidanceScale(),
            spec.seed() + number,
            spec.width(),
            spec.height(),
            spec.model().toString(),
            more(spec.options(), number));
    PictureFormat format = format(spec);
    byte[] bytes = format.encode(picture, text.toText(), spec.options().format().quality());
    return new File("image-" + number + format.extension(), format.contentType(), bytes);
  }

  private static PictureFormat format(JobSpec.Generation spec) {
    return switch (spec.options().format().type()) {
      case PNG -> PictureFormat.PNG;
      case JPEG -> PictureFormat.JPEG;
      case WEBP -> PictureFormat.WEBP;
    };
  }

  /** Only what differs from the plain case, so that plain pictures stay the same bytes. */
  private static Map<String, String> more(GenerationOptions options, int number) {
    Map<String, String> more = new LinkedHashMap<>();
    source(options.source(), more);
    options
        .variation()
        .ifPresent(v -> {
          more.put("Variation seed", Long.toString(v.seed() + number));
          more.put("Variation seed strength", Double.toString(v.strength()));
        });
    GenerationOptions.Tuning tuning = options.tuning();
    if (tuning.clipSkip() > 0) {
      more.put("Clip skip", Integer.toString(tuning.clipSkip() + 1)); // the web UI's 1 is none
    }
    if (tuning.guidanceRescale() > 0) {
      more.put("CFG rescale", Double.toString(tuning.guidanceRescale()));
    }
    if (tuning.eta() > 0) {
      more.put("Eta DDIM", Double.toString(tuning.eta()));
    }
    if (!options.loras().isEmpty()) {
      more.put(
          "Loras",
          options.loras().stream().map(PictureText::lora).collect(Collectors.joining(", ")));
    }
    return more;
  }

  private static String lora(LoraRef lora) {
    return lora.model() + ":" + lora.weight();
  }

  private static void source(PictureSource source, Map<String, String> more) {
    switch (source) {
      case PictureSource.Noise _, PictureSource.Latent _ -> {}
      case PictureSource.Image s -> strength(s.strength(), more);
      case PictureSource.Inpaint s -> {
        strength(s.strength(), more);
        more.put("Mask", s.mask().digest().toString());
      }
      case PictureSource.Outpaint s -> {
        strength(s.strength(), more);
        more.put(
            "Outpaint", "left %d, top %d, overlap %d".formatted(s.left(), s.top(), s.overlap()));
      }
      case PictureSource.TwoPass s -> {
        strength(s.strength(), more);
        more.put("First pass size", s.width() + "x" + s.height());
        more.put("Hires upscaler", s.upscaler().toString());
      }
    }
    source.pictures().stream()
        .findFirst()
        .ifPresent(picture -> more.put(given(source), picture.digest().toString()));
  }

  private static String given(PictureSource source) {
    return source instanceof PictureSource.Latent ? "First noise" : "Image";
  }

  private static void strength(double strength, Map<String, String> more) {
    more.put("Denoising strength", Double.toString(strength));
  }
}
