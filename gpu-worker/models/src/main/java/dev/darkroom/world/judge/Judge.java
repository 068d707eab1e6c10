package dev.darkroom.world.judge;

import dev.darkroom.world.Attribute;
import dev.darkroom.world.Position;
import dev.darkroom.world.Scene;
import dev.darkroom.world.Size;
import dev.darkroom.world.Term;
import dev.darkroom.world.WorldPainter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Function;

/**
 * Reads every attribute of a house-world picture back from its pixels. It knows the grammar and
 * nothing of who drew the picture: the background is the border's median colour; shape, fill,
 * outline, size and place are those of the rendered template with the least colour error; the
 * pattern is the layout that explains the tones inside of it.
 */
public final class Judge {
  private static final double TINY = 1e-9;

  private Judge() {}

  /**
   * What the picture shows. Every picture gets a reading, however little it resembles a scene: look
   * at {@link Reading#explained} and the confidences.
   *
   * @param rgb 4096 pixels 0xRRGGBB, row by row
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static Reading read(int[] rgb) {
    var picture = new Observed(rgb);
    var grounds = picture.nearestToGround();
    var background = grounds.getFirst();
    var search = new ShapeSearch(picture, background);
    var candidates = withPatterns(search, picture);
    var fits = candidates.stream().map(Candidate::fit).toList();
    var patterns = candidates.getFirst().patterns();
    var best = fits.getFirst();
    var size = nearestSize(best.extent());
    var scene =
        new Scene(
            best.shape(),
            best.fill(),
            background,
            patterns.getFirst().pattern(),
            best.outline(),
            size,
            place(best, size));

    var confidence = new EnumMap<Attribute, Double>(Attribute.class);
    confidence.put(Attribute.SHAPE, lead(fits, Fit::shape));
    confidence.put(Attribute.FILL, lead(fits, Fit::fill));
    confidence.put(Attribute.OUTLINE, lead(fits, Fit::outline));
    confidence.put(
        Attribute.BACKGROUND,
        lead(picture.groundDistance(background), picture.groundDistance(grounds.get(1))));
    confidence.put(Attribute.PATTERN, lead(patterns.getFirst().cost(), patterns.get(1).cost()));
    confidence.put(Attribute.SIZE, sizeConfidence(best.extent()));
    confidence.put(Attribute.POSITION, placeConfidence(best, size));
    return new Reading(scene, confidence, search.explained(best));
  }

  /** A fit and its patterns, best first; no patterns where the fit could not win with any. */
  private record Candidate(Fit fit, List<PatternFit> patterns) {}

  /**
   * The fits with the pattern that suits each, best first. Tones that are free explain more than
   * those of any pattern, so a fit that costs more with free tones than the leader with its pattern
   * is passed over.
   */
  private static List<Candidate> withPatterns(ShapeSearch search, Observed picture) {
    var candidates = new ArrayList<Candidate>();
    double leader = Double.POSITIVE_INFINITY;
    for (var fit : search.fits()) {
      var candidate =
          fit.cost() < leader ? withPattern(search, picture, fit) : new Candidate(fit, List.of());
      leader = Math.min(leader, candidate.fit().cost());
      candidates.add(candidate);
    }
    candidates.sort(Comparator.comparingDouble(candidate -> candidate.fit().cost()));
    return candidates;
  }

  private static Candidate withPattern(ShapeSearch search, Observed picture, Fit fit) {
    var tones = new Mixture(picture, fit).tones();
    var patterns = new PatternSearch(tones, fit.blur()).fits(nearestSize(fit.extent()).period());
    return new Candidate(search.withTones(fit, patterns.getFirst()), patterns);
  }

  private static Size nearestSize(double extent) {
    return sizesByDistance(extent).getFirst();
  }

  private static List<Size> sizesByDistance(double extent) {
    return Arrays.stream(Size.values())
        .sorted(Comparator.comparingDouble(size -> logRatio(size, extent)))
        .toList();
  }

  private static double logRatio(Size size, double extent) {
    return Math.abs(Math.log(size.extent() / extent));
  }

  private static double sizeConfidence(double extent) {
    var sizes = sizesByDistance(extent);
    return lead(logRatio(sizes.getFirst(), extent), logRatio(sizes.get(1), extent));
  }

  private static Position place(Fit fit, Size size) {
    return Position.of(cell(fit.x2(), size), cell(fit.y2(), size));
  }

  /** −1, 0 or 1: the nearest of the three places along one axis. */
  private static int cell(int centre2, Size size) {
    return (int) Math.clamp(Math.rint(steps(centre2, size)), -1, 1);
  }

  /** Distance from the middle in units of the size's offset. */
  private static double steps(int centre2, Size size) {
    return (centre2 / 2.0 - WorldPainter.SIDE / 2.0) / size.offset();
  }

  private static double placeConfidence(Fit fit, Size size) {
    double off = 0;
    for (int centre2 : new int[] {fit.x2(), fit.y2()}) {
      off = Math.max(off, Math.abs(steps(centre2, size) - cell(centre2, size)));
    }
    return Math.clamp(1 - 2 * off, 0, 1);
  }

  /** How clearly the best fit leads the best one with another value; 1 if there is no other. */
  private static double lead(List<Fit> fits, Function<Fit, Term> term) {
    var best = fits.getFirst();
    return fits.stream()
        .filter(fit -> term.apply(fit) != term.apply(best))
        .findFirst()
        .map(rival -> lead(best.cost(), rival.cost()))
        .orElse(1.0);
  }

  private static double lead(double best, double rival) {
    return Math.clamp(1 - best / Math.max(rival, TINY), 0, 1);
  }
}
