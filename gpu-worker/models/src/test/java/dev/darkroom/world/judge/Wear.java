package dev.darkroom.world.judge;

import dev.darkroom.world.WorldPainter;

/**
 * What a lossy channel does to a picture: a Gaussian blur and independent noise on each channel.
 *
 * @param blur standard deviation, pixels
 * @param noise standard deviation, levels of 255
 */
record Wear(double blur, double noise) {
  static final Wear NONE = new Wear(0, 0);
  private static final int SIDE = WorldPainter.SIDE;
  private static final int REACH = 4;

  int[] apply(int[] rgb, long seed) {
    var random = new java.util.Random(seed);
    var worn = new int[rgb.length];
    for (int shift = 0; shift < 24; shift += 8) {
      var plane = new double[rgb.length];
      for (int i = 0; i < rgb.length; i++) {
        plane[i] = (rgb[i] >> shift) & 255;
      }
      plane = blurred(blurred(plane, 1, 0), 0, 1);
      for (int i = 0; i < rgb.length; i++) {
        double level = Math.clamp(plane[i] + noise * random.nextGaussian(), 0, 255);
        worn[i] |= (int) Math.round(level) << shift;
      }
    }
    return worn;
  }

  private double[] blurred(double[] plane, int stepX, int stepY) {
    if (blur == 0) {
      return plane;
    }
    var result = new double[plane.length];
    for (int i = 0; i < plane.length; i++) {
      double sum = 0;
      double weights = 0;
      for (int k = -REACH; k <= REACH; k++) {
        int x = Math.clamp(i % SIDE + k * stepX, 0, SIDE - 1);
        int y = Math.clamp(i / SIDE + k * stepY, 0, SIDE - 1);
        double weight = Math.exp(-k * k / (2 * blur * blur));
        sum += weight * plane[y * SIDE + x];
        weights += weight;
      }
      result[i] = sum / weights;
    }
    return result;
  }
}
