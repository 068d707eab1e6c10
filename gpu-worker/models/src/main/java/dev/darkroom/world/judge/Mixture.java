package dev.darkroom.world.judge;

/**
 * A fit laid on a picture: each pixel is a mixture of background, line and fill in the stencil's
 * shares.
 */
final class Mixture {
  /** Tones outside of these bounds are noise. */
  private static final float LEAST_TONE = -0.3f;

  private static final float MOST_TONE = 1.3f;

  /** Only pixels whose neighbourhood is at least so full of fill tell of the pattern. */
  private static final float FULL = 0.6f;

  private static final int SIDE = Observed.SIDE;

  private final Observed picture;
  private final Stencil stencil;
  private final Laid laid;
  private final float[] light;
  private final float[] dark;
  private final float[] line;
  private final float toneLength2;

  Mixture(Observed picture, Fit fit) {
    this.picture = picture;
    stencil = fit.stencil();
    laid = stencil.at(fit.x2(), fit.y2());
    light = Observed.channels(fit.fill().rgb());
    dark = Observed.channels(fit.fill().tone());
    line = fit.outline().hue().map(hue -> Observed.channels(hue.rgb())).orElse(picture.ground);
    float sum = 0;
    for (int c = 0; c < 3; c++) {
      sum += (dark[c] - light[c]) * (dark[c] - light[c]);
    }
    toneLength2 = sum;
  }

  /**
   * Squared error over the picture, less that of background alone, each pixel's tone chosen as it
   * suits best.
   */
  double gain() {
    return gain((i, k) -> Math.clamp(tone(i, k), 0f, 1f));
  }

  /** The same with the tones of a pattern. */
  double gain(PatternFit pattern) {
    return gain((i, _) -> pattern.tone(i % SIDE, i / SIDE));
  }

  private interface Tones {
    float at(int pixel, int cell);
  }

  private double gain(Tones tones) {
    double gain = 0;
    for (int y = laid.firstY(); y < laid.endY(); y++) {
      for (int x = laid.firstX(); x < laid.endX(); x++) {
        int k = laid.cell(x, y);
        if (stencil.fill[k] != 0 || stencil.line[k] != 0) {
          int i = laid.pixel(x, y);
          gain += Math.min(error(i, k, tones.at(i, k)), Observed.MAX_COST) - picture.groundCost[i];
        }
      }
    }
    return gain;
  }

  /** The tones well inside the fill. */
  ToneSample tones() {
    var sample = new ToneSample();
    for (int y = laid.firstY(); y < laid.endY(); y++) {
      for (int x = laid.firstX(); x < laid.endX(); x++) {
        float weight = (fullness(x, y) - FULL) / (1 - FULL);
        if (weight > 0) {
          int k = laid.cell(x, y);
          int i = laid.pixel(x, y);
          float tone = Math.clamp(tone(i, k), LEAST_TONE, MOST_TONE);
          sample.add(i % SIDE, i / SIDE, tone, weight);
        }
      }
    }
    return sample;
  }

  /** Mean share of the fill in the 3×3 cells around one; 0 at the stencil's rim. */
  private float fullness(int x, int y) {
    int side = stencil.side;
    if (x == 0 || y == 0 || x == side - 1 || y == side - 1) {
      return 0;
    }
    float sum = 0;
    for (int row = y - 1; row <= y + 1; row++) {
      for (int column = x - 1; column <= x + 1; column++) {
        sum += stencil.fill(row * side + column);
      }
    }
    return sum / 9;
  }

  /** Least-squares tone of pixel {@code i} under the stencil's cell {@code k}: 0 light, 1 dark. */
  private float tone(int i, int k) {
    float fill = stencil.fill(k);
    if (fill == 0) {
      return 0;
    }
    float along = 0;
    for (int c = 0; c < 3; c++) {
      along += (picture.planes[c][i] - mixed(c, k)) * (dark[c] - light[c]);
    }
    return along / (fill * toneLength2);
  }

  private float error(int i, int k, float tone) {
    float sum = 0;
    for (int c = 0; c < 3; c++) {
      float off =
          picture.planes[c][i] - mixed(c, k) - stencil.fill(k) * tone * (dark[c] - light[c]);
      sum += off * off;
    }
    return sum;
  }

  /** The mixture's channel {@code c} with the fill at its light tone. */
  private float mixed(int c, int k) {
    float fill = stencil.fill(k);
    float edge = stencil.line(k);
    return fill * light[c] + edge * line[c] + (1 - fill - edge) * picture.ground[c];
  }
}
