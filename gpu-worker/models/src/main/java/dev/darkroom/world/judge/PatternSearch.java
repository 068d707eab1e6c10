package dev.darkroom.world.judge;

import dev.darkroom.world.Pattern;
import dev.darkroom.world.WorldPainter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Tells the pattern from the tones inside a shape, its phase unknown and its period roughly known.
 */
final class PatternSearch {
  private static final double[] PERIODS = {0.94, 1.06};
  private static final double PHASE_STEP = 1;

  /** An edge is a pixel wide, and wider by this for the blur's root: 2.5 standard deviations. */
  private static final double EDGE_PER_BLUR = 1.8;

  /** A pattern has a phase to choose: it must explain so much more than plain fill does. */
  private static final double PLAIN_ADVANTAGE = 0.75;

  private static final ToneSample.Bounds PATTERNED =
      new ToneSample.Bounds(0.5, 1.1, -0.15, 0.3, 0.1);
  private static final ToneSample.Bounds PLAIN = new ToneSample.Bounds(0, 0, -0.15, 0.5, 0);

  private final ToneSample tones;
  private final double edge;

  /**
   * @param blur passes of {@link Stencil#soften}
   */
  PatternSearch(ToneSample tones, int blur) {
    this.tones = tones;
    this.edge = 1 + EDGE_PER_BLUR * Math.sqrt(blur);
  }

  /** The best fit of each pattern, best first. */
  List<PatternFit> fits(double period) {
    return Arrays.stream(Pattern.values())
        .map(pattern -> best(pattern, period))
        .sorted(Comparator.comparingDouble(PatternFit::cost))
        .toList();
  }

  private PatternFit best(Pattern pattern, double period) {
    boolean plain = pattern == Pattern.SOLID;
    var fit =
        Arrays.stream(PERIODS)
            .mapToObj(factor -> layouts(pattern, period * factor))
            .flatMap(layouts -> layouts)
            .map(layout -> tones.regress(pattern, layout, plain ? PLAIN : PATTERNED))
            .min(Comparator.comparingDouble(PatternFit::cost))
            .orElseThrow();
    return plain ? fit.withCost(PLAIN_ADVANTAGE * fit.cost()) : fit;
  }

  private Stream<ToneSample.Layout> layouts(Pattern pattern, double period) {
    return switch (pattern) {
      case SOLID -> Stream.of((_, _) -> 0);
      case STRIPED -> phases(period).mapToObj(phase -> stripes(period, phase));
      case CHECKERED ->
          // Half a period further in both directions is the same board.
          phases(period / 2)
              .boxed()
              .flatMap(y -> phases(period).mapToObj(x -> checkers(period, x, y)));
      case DOTTED ->
          phases(period).boxed().flatMap(y -> phases(period).mapToObj(x -> dots(period, x, y)));
    };
  }

  private static DoubleStream phases(double range) {
    return DoubleStream.iterate(0, phase -> phase < range, phase -> phase + PHASE_STEP);
  }

  private ToneSample.Layout stripes(double period, double phase) {
    double[] down = bands(period, phase);
    return (_, row) -> down[row];
  }

  private ToneSample.Layout checkers(double period, double phaseX, double phaseY) {
    double[] across = bands(period, phaseX);
    double[] down = bands(period, phaseY);
    return (column, row) -> across[column] * down[row] + (1 - across[column]) * (1 - down[row]);
  }

  private ToneSample.Layout dots(double period, double phaseX, double phaseY) {
    double[] across = offsets(period, phaseX);
    double[] down = offsets(period, phaseY);
    double radius = WorldPainter.DOT * period / 2;
    return (column, row) ->
        inside(radius - Math.sqrt(across[column] * across[column] + down[row] * down[row]));
  }

  /** How dark a band pattern is at each pixel: dark in the half period from {@code phase}. */
  private double[] bands(double period, double phase) {
    double[] dark = offsets(period, phase + period / 4);
    Arrays.setAll(dark, i -> inside(period / 4 - Math.abs(dark[i])));
    return dark;
  }

  /** 1 well inside, 0 well outside of a dark part, given the distance from its edge. */
  private double inside(double depth) {
    return Math.clamp(0.5 + depth / edge, 0, 1);
  }

  /** Each pixel's distance from the nearest multiple of the period after {@code phase}. */
  private static double[] offsets(double period, double phase) {
    var offsets = new double[Observed.SIDE];
    for (int i = 0; i < offsets.length; i++) {
      double x = i + 0.5 - phase;
      offsets[i] = x - period * Math.rint(x / period);
    }
    return offsets;
  }
}
