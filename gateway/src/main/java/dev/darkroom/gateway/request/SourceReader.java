package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.InputPictures.Sized;
import dev.darkroom.gateway.upload.PictureSize;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.PictureSource;
import dev.darkroom.job.spec.PictureSource.Upscaler;
import dev.darkroom.storage.object.ModelCard;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a generation's pictures are made from, and how large they are: {@code image} is image to
 * image, with {@code mask_image} inpainting, with {@code outpaint_…} outpainting; {@code
 * hires_scale} draws twice; {@code init_latent} is the noise to begin with. What belongs to another
 * of these is refused by its name.
 */
final class SourceReader {
  private static final List<String> OUTPAINT =
      List.of("outpaint_left", "outpaint_top", "outpaint_right", "outpaint_bottom");
  private static final String LATENT = "init_latent";
  private static final String OVERLAP = "outpaint_overlap";
  private static final List<String> HIRES = List.of("hires_strength", "hires_upscaler");
  private static final String SCALE = "hires_scale";

  static final Set<String> NAMES =
      Set.of(
          "width",
          "height",
          LATENT,
          "image",
          "mask_image",
          "strength",
          "outpaint_left",
          "outpaint_top",
          "outpaint_right",
          "outpaint_bottom",
          OVERLAP,
          SCALE,
          "hires_strength",
          "hires_upscaler");

  /** What diffusers' pipelines do where nothing is said. */
  private static final double IMAGE_STRENGTH = 0.8;

  private static final double PART_STRENGTH = 1;
  private static final double HIRES_STRENGTH = 0.7;
  private static final double MAX_SCALE = 4;
  private static final int MAX_PADDING = 8192;

  private final InputPictures pictures;

  SourceReader(InputPictures pictures) {
    this.pictures = pictures;
  }

  /** What is drawn: from what, and how large in the end. */
  record Canvas(PictureSource source, int width, int height) {}

  /** Reads those of {@link #NAMES}; may block. */
  Canvas read(Fields fields, TenantId tenant, ModelCard card) {
    if (!fields.has("image")) {
      Stream.of(List.of("mask_image", "strength", OVERLAP), OUTPAINT)
          .flatMap(List::stream)
          .forEach(name -> requireBeside(fields, name, "image"));
    }
    if (!fields.has(SCALE)) {
      HIRES.forEach(name -> requireBeside(fields, name, SCALE));
    }
    if (fields.has(LATENT)) {
      refuseTogether(fields, LATENT, "image");
      refuseTogether(fields, LATENT, SCALE);
    }
    if (fields.has("image")) {
      refuseTogether(fields, "image", SCALE);
      return ofImage(fields, tenant, card);
    }
    PictureSize model = new PictureSize(card.defaults().width(), card.defaults().height());
    PictureSize size = size(fields, card, model);
    return fields.has(SCALE)
        ? ofTwoPasses(fields, card, size)
        : new Canvas(noise(fields, tenant), size.width(), size.height());
  }

  private PictureSource noise(Fields fields, TenantId tenant) {
    return fields.has(LATENT)
        ? new PictureSource.Latent(pictures.latent(fields, LATENT, tenant))
        : new PictureSource.Noise();
  }

  private Canvas ofImage(Fields fields, TenantId tenant, ModelCard card) {
    Sized image = pictures.read(fields, "image", tenant);
    if (OUTPAINT.stream().anyMatch(fields::has)) {
      return ofOutpaint(fields, card, image);
    }
    requireBeside(fields, OVERLAP, "outpaint_right");
    PictureSize size = size(fields, card, image.size());
    if (!fields.has("mask_image")) {
      double strength = strength(fields, "strength", IMAGE_STRENGTH);
      return new Canvas(
          new PictureSource.Image(image.picture(), strength), size.width(), size.height());
    }
    Sized mask = pictures.read(fields, "mask_image", tenant);
    if (!mask.size().equals(image.size())) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          "mask_image",
          "mask_image has %dx%d pixels and image %dx%d: use a mask of the picture's size"
              .formatted(
                  mask.size().width(),
                  mask.size().height(),
                  image.size().width(),
                  image.size().height()));
    }
    return new Canvas(
        new PictureSource.Inpaint(
            image.picture(), mask.picture(), strength(fields, "strength", PART_STRENGTH)),
        size.width(),
        size.height());
  }

  /** The canvas is the picture and what is added to it; neither is resized. */
  private static Canvas ofOutpaint(Fields fields, ModelCard card, Sized image) {
    for (String other : List.of("mask_image", "width", "height")) {
      OUTPAINT.forEach(name -> refuseTogether(fields, name, other));
    }
    int left = padding(fields, "outpaint_left");
    int top = padding(fields, "outpaint_top");
    int width = left + image.size().width() + padding(fields, "outpaint_right");
    int height = top + image.size().height() + padding(fields, "outpaint_bottom");
    if (width == image.size().width() && height == image.size().height()) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          "outpaint_right",
          "no side is carried on: use at least one pixel for one of " + OUTPAINT);
    }
    ModelCard.Limits limits = card.limits();
    int overlap =
        (int)
            fields.integer(
                OVERLAP,
                Math.min(limits.sizeFactor(), shorter(image.size()) / 2),
                0,
                shorter(image.size()) / 2);
    return new Canvas(
        new PictureSource.Outpaint(
            image.picture(), left, top, overlap, strength(fields, "strength", PART_STRENGTH)),
        Side.width("width", card).check(width),
        Side.height("height", card).check(height));
  }

  private static Canvas ofTwoPasses(Fields fields, ModelCard card, PictureSize first) {
    double scale = fields.number(SCALE, 2, 1, MAX_SCALE);
    int factor = card.limits().sizeFactor();
    int width = (int) Math.round(first.width() * scale / factor) * factor;
    int height = (int) Math.round(first.height() * scale / factor) * factor;
    ModelCard.Limits l = card.limits();
    if (width > l.maxWidth() || height > l.maxHeight()) {
      throw Fields.problem(
          ProblemCode.SIZE_OUT_OF_RANGE,
          SCALE,
          "%s %s makes %dx%d of %dx%d, and %s draws at most %dx%d: use less"
              .formatted(
                  SCALE,
                  scale,
                  width,
                  height,
                  first.width(),
                  first.height(),
                  card.name(),
                  l.maxWidth(),
                  l.maxHeight()));
    }
    String upscaler =
        fields.choice(
            "hires_upscaler",
            Upscaler.LATENT.toString(),
            Stream.of(Upscaler.values()).map(Upscaler::toString).toList());
    return new Canvas(
        new PictureSource.TwoPass(
            first.width(),
            first.height(),
            Upscaler.parse(upscaler),
            strength(fields, "hires_strength", HIRES_STRENGTH)),
        width,
        height);
  }

  private static PictureSize size(Fields fields, ModelCard card, PictureSize absent) {
    return new PictureSize(
        Side.width("width", card).check(fields.integer("width").orElse(absent.width())),
        Side.height("height", card).check(fields.integer("height").orElse(absent.height())));
  }

  private static double strength(Fields fields, String name, double absent) {
    double strength = fields.number(name, absent, 0, 1);
    if (strength == 0) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          name,
          name + " 0 would change nothing: use more than 0, up to 1");
    }
    return strength;
  }

  private static int padding(Fields fields, String name) {
    return (int) fields.integer(name, 0, 0, MAX_PADDING);
  }

  private static int shorter(PictureSize size) {
    return Math.min(size.width(), size.height());
  }

  private static void requireBeside(Fields fields, String name, String needed) {
    if (fields.has(name)) {
      throw Fields.problem(
          ProblemCode.MISSING_FIELD, needed, needed + " is missing: " + name + " goes with it");
    }
  }

  private static void refuseTogether(Fields fields, String one, String other) {
    if (fields.has(one) && fields.has(other)) {
      throw conflict(one, other);
    }
  }

  private static ProblemException conflict(String one, String other) {
    return Fields.problem(
        ProblemCode.FIELDS_CONFLICT,
        other,
        other + " cannot go with " + one + ": leave one of them out");
  }
}
