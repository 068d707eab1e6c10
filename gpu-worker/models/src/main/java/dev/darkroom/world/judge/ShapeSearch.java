package dev.darkroom.world.judge;

import dev.darkroom.world.Geometry;
import dev.darkroom.world.Hue;
import dev.darkroom.world.Outline;
import dev.darkroom.world.ShapeKind;
import dev.darkroom.world.WorldPainter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Finds the fits of a picture, best first. Coarse: every shape, outlined or not, around the {@link
 * Blob}'s box, with a cost that is a sum of per-pixel costs. Fine: the best of each (shape,
 * outline, fill) again in half pixels, with every pixel explained as the mixture its coverage says,
 * the tone between fill and darker tone free.
 */
final class ShapeSearch {
  /** Extents outside of this range are no size of the house world, half pixels. */
  private static final int MIN_EXTENT2 = 24;

  private static final int MAX_EXTENT2 = 92;
  private static final int FILLS = 4;
  private static final int REFINED = 12;
  private static final int MAX_ROUNDS = 8;

  private final Observed picture;
  private final Blob blob;
  private final List<Hue> fills;
  private final List<Outline> outlines;
  private final Map<Hue, float[]> fillExcess = new EnumMap<>(Hue.class);
  private final Map<Outline, float[]> lineExcess = new EnumMap<>(Outline.class);
  private final double emptyCost;

  /** A search that takes {@code background} for granted: nothing else in the scene has that hue. */
  ShapeSearch(Observed picture, Hue background) {
    this.picture = picture;
    this.blob = Blob.of(picture);
    for (var hue : Hue.FILLS) {
      if (hue != background) {
        fillExcess.put(hue, overGround(picture.fillCost(hue)));
      }
    }
    fills =
        fillExcess.keySet().stream()
            .sorted(Comparator.comparingDouble(this::costOverBlob))
            .limit(FILLS)
            .toList();
    outlines =
        Arrays.stream(Outline.values())
            .filter(outline -> outline.hue().filter(hue -> hue == background).isEmpty())
            .toList();
    for (var outline : outlines) {
      outline.hue().ifPresent(hue -> lineExcess.put(outline, overGround(picture.hueCost(hue))));
    }
    emptyCost = IntStream.range(0, Observed.PIXELS).mapToDouble(i -> picture.groundCost[i]).sum();
  }

  /** The best fit of each promising (shape, outline, fill), best first; never empty. */
  List<Fit> fits() {
    var coarse = new ArrayList<Fit>();
    for (var shape : ShapeKind.values()) {
      coarse.addAll(coarse(shape, false));
      coarse.addAll(coarse(shape, true));
    }
    coarse.sort(Comparator.comparingDouble(Fit::cost));
    var sharp = refine(coarse.getFirst());
    int blur =
        IntStream.rangeClosed(0, Stencil.MAX_BLUR)
            .mapToObj(passes -> exact(sharp.blurred(passes)))
            .min(Comparator.comparingDouble(Fit::cost))
            .orElseThrow()
            .blur();
    return coarse.stream()
        .limit(REFINED)
        .map(fit -> refine(fit.blurred(blur)))
        .sorted(Comparator.comparingDouble(Fit::cost))
        .toList();
  }

  /** The cost of a fit whose fill has these tones, (64, 64). */
  Fit withTones(Fit fit, PatternFit pattern) {
    return fit.withCost(emptyCost + new Mixture(picture, fit).gain(pattern));
  }

  /** The share of the picture's departure from its background that the fit accounts for, 0 to 1. */
  double explained(Fit fit) {
    return emptyCost == 0 ? 0 : Math.clamp(1 - fit.cost() / emptyCost, 0, 1);
  }

  private double costOverBlob(Hue fill) {
    float[] cost = excess(fill);
    return blob.members().mapToDouble(i -> cost[i]).sum();
  }

  private float[] excess(Hue fill) {
    return Objects.requireNonNull(fillExcess.get(fill));
  }

  private float[] excess(Outline outline) {
    return Objects.requireNonNull(lineExcess.get(outline));
  }

  /** What each pixel costs more (or less) than as background. */
  private float[] overGround(float[] cost) {
    for (int i = 0; i < cost.length; i++) {
      cost[i] -= picture.groundCost[i];
    }
    return cost;
  }

  private List<Fit> coarse(ShapeKind shape, boolean outlined) {
    var best = new ArrayList<Fit>();
    double line = outlined ? 2 * WorldPainter.OUTLINE_WIDTH : 0;
    var box = Geometry.unitBox(shape);
    double fromWidth = (blob.width() - line) / box.getWidth();
    double fromHeight = (blob.height() - line) / box.getHeight();
    int guess2 = (int) Math.round(fromWidth + fromHeight);
    for (int extent2 = guess2 - 6; extent2 <= guess2 + 2; extent2 += 2) {
      for (int dy = -2; dy <= 2; dy += 2) {
        for (int dx = -2; dx <= 2; dx += 2) {
          keepBest(
              best, shape, outlined, bounded(extent2), blob.centreX2() + dx, blob.centreY2() + dy);
        }
      }
    }
    return best;
  }

  private static int bounded(int extent2) {
    return Math.clamp(extent2, MIN_EXTENT2, MAX_EXTENT2);
  }

  /**
   * Scores one place of a stencil for every fill and outline and keeps the best of each pair in
   * {@code best}.
   */
  private void keepBest(
      List<Fit> best, ShapeKind shape, boolean outlined, int extent2, int x2, int y2) {
    var stencil = Stencil.of(shape, extent2, outlined, 0, x2, y2);
    var laid = stencil.at(x2, y2);
    var fillCost = new double[fills.size()];
    Arrays.setAll(fillCost, i -> weigh(stencil.fill, laid, excess(fills.get(i))));
    for (var outline : outlines) {
      if ((outline != Outline.NONE) != outlined) {
        continue;
      }
      double line = outlined ? weigh(stencil.line, laid, excess(outline)) : 0;
      for (int i = 0; i < fills.size(); i++) {
        var fill = fills.get(i);
        if (outline.hue().filter(fill::equals).isEmpty()) {
          double cost = fillCost[i] + line;
          keep(best, new Fit(shape, outline, fill, 0, extent2, x2, y2, cost));
        }
      }
    }
  }

  private static void keep(List<Fit> best, Fit fit) {
    for (int i = 0; i < best.size(); i++) {
      if (best.get(i).fill() == fit.fill() && best.get(i).outline() == fit.outline()) {
        if (fit.cost() < best.get(i).cost()) {
          best.set(i, fit);
        }
        return;
      }
    }
    best.add(fit);
  }

  /** Sum of cost times coverage over every other row of the stencil's part inside the picture. */
  private static double weigh(byte[] coverage, Laid laid, float[] cost) {
    float sum = 0;
    int firstX = laid.firstX();
    int cells = laid.endX() - firstX;
    for (int y = laid.firstY(); y < laid.endY(); y += 2) {
      int cell = laid.cell(firstX, y);
      int pixel = laid.pixel(firstX, y);
      for (int k = 0; k < cells; k++) {
        sum += (coverage[cell + k] & 255) * cost[pixel + k];
      }
    }
    return sum;
  }

  private Fit refine(Fit coarse) {
    Fit best = exact(coarse);
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Fit before = best;
      for (int step : new int[] {-1, 1}) {
        best =
            better(best, exact(best.moved(bounded(best.extent2() + step), best.x2(), best.y2())));
        best = better(best, exact(best.moved(best.extent2(), best.x2() + step, best.y2())));
        best = better(best, exact(best.moved(best.extent2(), best.x2(), best.y2() + step)));
      }
      if (best.equals(before)) {
        break;
      }
    }
    return best;
  }

  private static Fit better(Fit a, Fit b) {
    return b.cost() < a.cost() ? b : a;
  }

  private Fit exact(Fit fit) {
    return fit.withCost(emptyCost + new Mixture(picture, fit).gain());
  }
}
