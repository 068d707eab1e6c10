package dev.darkroom.clip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.image.Resize;
import dev.darkroom.image.Rgb;
import java.util.List;
import java.util.Optional;

/**
 * How a picture becomes the vision tower's input: its short side brought to {@code side} by
 * Pillow's bicubic filter, the middle cut out, each channel from 0 to 1, less its mean, over its
 * deviation.
 *
 * @param side of the square that the tower takes, pixels
 * @param means of red, green and blue
 * @param deviations of red, green and blue
 * @param rounding where the middle lies
 */
public record PictureInput(
    int side, List<Double> means, List<Double> deviations, Rounding rounding) {
  private static final List<Double> MEANS = List.of(0.48145466, 0.4578275, 0.40821073);
  private static final List<Double> DEVIATIONS = List.of(0.26862954, 0.26130258, 0.27577711);

  /** How half a pixel of margin is rounded. */
  public enum Rounding {
    /** Down, as transformers does. */
    DOWN,
    /** To even, as torchvision and with it open_clip do. */
    HALF_EVEN;

    private int half(int margin) {
      return switch (this) {
        case DOWN -> margin / 2;
        case HALF_EVEN -> (int) Math.rint(margin / 2.0);
      };
    }
  }

  public PictureInput {
    means = List.copyOf(means);
    deviations = List.copyOf(deviations);
    if (means.size() != 3 || deviations.size() != 3) {
      throw new IllegalArgumentException("three means and three deviations are needed");
    }
  }

  /** As OpenAI trained CLIP and transformers prepares pictures for it. */
  public static PictureInput standard(int side) {
    return new PictureInput(side, MEANS, DEVIATIONS, Rounding.DOWN);
  }

  /**
   * Reads transformers' {@code preprocessor_config.json}.
   *
   * @param side what the vision tower takes
   */
  static PictureInput read(ConfigFile file, int side) {
    PictureInput input =
        new PictureInput(
            side,
            file.numbers("image_mean").orElse(MEANS),
            file.numbers("image_std").orElse(DEVIATIONS),
            Rounding.DOWN);
    requireSide(file, "size", "shortest_edge", side);
    requireSide(file, "crop_size", "height", side);
    requireSide(file, "crop_size", "width", side);
    file.require("resample", 3);
    for (String done : List.of("do_resize", "do_center_crop", "do_normalize", "do_rescale")) {
      file.require(done, true);
    }
    file.ignore(
        "do_convert_rgb",
        "feature_extractor_type",
        "image_processor_type",
        "processor_class",
        "rescale_factor");
    file.finish();
    return input;
  }

  /** Reads the {@code preprocess_cfg} of open_clip's configuration. */
  static PictureInput readOpenClip(ConfigFile file, int side) {
    PictureInput input =
        new PictureInput(
            side,
            file.numbers("mean").orElse(MEANS),
            file.numbers("std").orElse(DEVIATIONS),
            Rounding.HALF_EVEN);
    file.require("interpolation", "bicubic");
    file.require("resize_mode", "shortest");
    file.ignore("fill_color", "mode", "size");
    file.finish();
    return input;
  }

  /** Either one number or an object of them. */
  private static void requireSide(ConfigFile file, String key, String edge, int side) {
    Optional<JsonNode> value = file.value(key);
    JsonNode given = value.map(v -> v.isObject() ? v.path(edge) : v).orElse(null);
    if (given != null && given.asInt() != side) {
      throw file.refusal(key, "the vision tower's image_size, " + side);
    }
  }

  /** The square that the vision tower sees, 8 bits a channel. */
  public Rgb square(Rgb picture) {
    int w = picture.width();
    int h = picture.height();
    int shorter = Math.min(w, h);
    int longer = Math.toIntExact((long) side * Math.max(w, h) / shorter);
    int width = w <= h ? side : longer;
    int height = w <= h ? longer : side;
    Rgb resized = Resize.to(picture, width, height, Resize.Filter.BICUBIC);
    return resized.cropped(rounding.half(width - side), rounding.half(height - side), side, side);
  }

  /**
   * Writes a picture of any size as the tower takes it.
   *
   * @param to written from {@code at}: (3, side, side)
   */
  public void write(Rgb picture, float[] to, int at) {
    byte[] data = square(picture).toBytes(); // (H, W, 3)
    int n = side * side;
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < n; p++) {
        to[at + c * n + p] = value(data[3 * p + c] & 0xFF, c);
      }
    }
  }

  /** A level of a channel, 0 to 255, as the tower takes it. */
  private float value(int level, int channel) {
    float unit = (float) (level * (1 / 255.0));
    return (unit - means.get(channel).floatValue()) / deviations.get(channel).floatValue();
  }
}
