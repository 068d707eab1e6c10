package dev.darkroom.job.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * What a generation makes its pictures from. A {@code strength} is the share of the steps that are
 * done, above 0 to 1: 1 forgets the given picture wholly where it may change.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "from")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PictureSource.Noise.class, name = "noise"),
  @JsonSubTypes.Type(value = PictureSource.Latent.class, name = "latent"),
  @JsonSubTypes.Type(value = PictureSource.Image.class, name = "image"),
  @JsonSubTypes.Type(value = PictureSource.Inpaint.class, name = "inpaint"),
  @JsonSubTypes.Type(value = PictureSource.Outpaint.class, name = "outpaint"),
  @JsonSubTypes.Type(value = PictureSource.TwoPass.class, name = "two_pass")
})
public sealed interface PictureSource {
  /** The pictures, and the latent, that a worker has to fetch. */
  default List<Picture> pictures() {
    return switch (this) {
      case Noise _, TwoPass _ -> List.of();
      case Latent s -> List.of(s.file());
      case Image s -> List.of(s.image());
      case Inpaint s -> List.of(s.image(), s.mask());
      case Outpaint s -> List.of(s.image());
    };
  }

  /** Noise alone. */
  record Noise() implements PictureSource {}

  /**
   * A given noise, as a bipartite inversion leaves it, the same for every picture of the job.
   *
   * @param file safetensors with one tensor {@code latent}, (C, h, w), of the job's size
   */
  record Latent(Picture file) implements PictureSource {}

  /** A picture that is partly drawn anew, brought to the job's size. */
  record Image(Picture image, double strength) implements PictureSource {}

  /**
   * A picture of which a part is drawn anew.
   *
   * @param mask of the picture's size: white where it is drawn anew, black where it is kept
   */
  record Inpaint(Picture image, Picture mask, double strength) implements PictureSource {}

  /**
   * A picture that is carried on beyond its edges. The job's size is the whole canvas.
   *
   * @param left pixels of the canvas to the left of the picture
   * @param top pixels of the canvas above the picture
   * @param overlap pixels inside each edge with new ground beyond it that are drawn anew, too
   */
  record Outpaint(Picture image, int left, int top, int overlap, double strength)
      implements PictureSource {}

  /**
   * A smaller picture of the same prompt and seed, drawn first. The job's size is the second one's.
   *
   * @param width pixels of the first
   * @param height pixels of the first
   */
  record TwoPass(int width, int height, Upscaler upscaler, double strength)
      implements PictureSource {}

  /** How the first pass's picture becomes the second's. */
  enum Upscaler {
    /** Its latent, values interpolated. */
    LATENT,
    /** Its latent, each value repeated. */
    LATENT_NEAREST,
    /** Its pixels, by Lanczos' filter. */
    LANCZOS;

    @JsonCreator
    public static Upscaler parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
