package dev.darkroom.world.judge;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The largest connected region that is not background, and its bounding box. */
final class Blob {
  /**
   * A pixel belongs to the shape when its neighbourhood's mean is at least this far from the
   * background.
   */
  private static final float[] THRESHOLDS = {40, 25, 14};

  private static final int FEWEST = 24;
  private static final int SIDE = Observed.SIDE;

  private final int[] members;
  private final int left;
  private final int top;
  private final int right;
  private final int bottom;

  private Blob(int[] members, int left, int top, int right, int bottom) {
    this.members = members;
    this.left = left;
    this.top = top;
    this.right = right;
    this.bottom = bottom;
  }

  /** The region's pixels. */
  IntStream members() {
    return Arrays.stream(members);
  }

  /** The box's centre, half pixels. */
  int centreX2() {
    return left + right + 1;
  }

  /** The box's centre, half pixels. */
  int centreY2() {
    return top + bottom + 1;
  }

  int width() {
    return right - left + 1;
  }

  int height() {
    return bottom - top + 1;
  }

  /** The blob of {@code picture}; where nothing stands out, a small box at the centre. */
  static Blob of(Observed picture) {
    float[] distance = smoothDistance(picture);
    for (float threshold : THRESHOLDS) {
      int[] members = largest(distance, threshold);
      if (members.length >= FEWEST) {
        return around(members);
      }
    }
    int middle = SIDE / 2;
    return new Blob(new int[0], middle - 10, middle - 10, middle + 9, middle + 9);
  }

  private static Blob around(int[] members) {
    int left = SIDE;
    int top = SIDE;
    int right = 0;
    int bottom = 0;
    for (int i : members) {
      left = Math.min(left, i % SIDE);
      right = Math.max(right, i % SIDE);
      top = Math.min(top, i / SIDE);
      bottom = Math.max(bottom, i / SIDE);
    }
    return new Blob(members, left, top, right, bottom);
  }

  /**
   * Distance from the background of each pixel's weighted 3×3 mean: noise must not grow the box.
   */
  private static float[] smoothDistance(Observed picture) {
    var distance = new float[Observed.PIXELS];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        float sum = 0;
        for (int c = 0; c < 3; c++) {
          float off = mean(picture.planes[c], x, y) - picture.ground[c];
          sum += off * off;
        }
        distance[y * SIDE + x] = (float) Math.sqrt(sum);
      }
    }
    return distance;
  }

  private static float mean(float[] plane, int x, int y) {
    float sum = 0;
    for (int dy = -1; dy <= 1; dy++) {
      int row = Math.clamp(y + dy, 0, SIDE - 1) * SIDE;
      for (int dx = -1; dx <= 1; dx++) {
        int weight = (2 - Math.abs(dx)) * (2 - Math.abs(dy));
        sum += weight * plane[row + Math.clamp(x + dx, 0, SIDE - 1)];
      }
    }
    return sum / 16;
  }

  private static int[] largest(float[] distance, float threshold) {
    var seen = new boolean[Observed.PIXELS];
    int[] best = {};
    for (int i = 0; i < Observed.PIXELS; i++) {
      if (!seen[i] && distance[i] > threshold) {
        int[] region = flood(i, distance, threshold, seen);
        best = region.length > best.length ? region : best;
      }
    }
    return best;
  }

  private static int[] flood(int start, float[] distance, float threshold, boolean[] seen) {
    var region = new int[Observed.PIXELS];
    int n = 0;
    var open = new ArrayDeque<Integer>();
    open.add(start);
    seen[start] = true;
    while (!open.isEmpty()) {
      int i = open.remove();
      region[n++] = i;
      for (int y = Math.max(i / SIDE - 1, 0); y <= Math.min(i / SIDE + 1, SIDE - 1); y++) {
        for (int x = Math.max(i % SIDE - 1, 0); x <= Math.min(i % SIDE + 1, SIDE - 1); x++) {
          int k = y * SIDE + x;
          if (!seen[k] && distance[k] > threshold) {
            seen[k] = true;
            open.add(k);
          }
        }
      }
    }
    return Arrays.copyOf(region, n);
  }
}
