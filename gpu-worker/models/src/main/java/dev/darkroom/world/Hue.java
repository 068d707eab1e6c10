package dev.darkroom.world;

import java.util.List;

/** The ten colours. All ten can be a background; the first eight can fill a shape. */
public enum Hue implements Term {
  RED(0xE02020),
  GREEN(0x20A030),
  BLUE(0x2040E0),
  YELLOW(0xF0E020),
  ORANGE(0xF08A10),
  PURPLE(0x8020A0),
  CYAN(0x20D0E0),
  WHITE(0xFFFFFF),
  BLACK(0x000000),
  GRAY(0x808080);

  /** The hues a shape can be filled with. */
  public static final List<Hue> FILLS =
      List.of(RED, GREEN, BLUE, YELLOW, ORANGE, PURPLE, CYAN, WHITE);

  /** White's darker tone lies between white and the gray background, clear of both. */
  private static final int WHITE_TONE = 0xADADAD;

  private final int rgb;

  Hue(int rgb) {
    this.rgb = rgb;
  }

  /** The colour as 0xRRGGBB. */
  public int rgb() {
    return rgb;
  }

  /**
   * The second colour of a pattern on this fill, 0xRRGGBB: half as bright. It is at least 78 levels
   * (Euclidean) from every background.
   */
  public int tone() {
    return this == WHITE ? WHITE_TONE : (rgb >> 1) & 0x7F7F7F;
  }

  /** How light the colour looks, 0 to 255 (Rec. 601). */
  public double lightness() {
    return 0.299 * (rgb >> 16) + 0.587 * (rgb >> 8 & 0xFF) + 0.114 * (rgb & 0xFF);
  }
}
