package dev.darkroom.world;

/**
 * How large the shape is. The extent is the longer side of the fill's bounding box, in pixels; the
 * offset is how far the centre of an off-centre position lies from the picture's centre, chosen so
 * that extent, outline and jitter stay inside the 64 pixels; the period is that of a pattern.
 */
public enum Size implements Term {
  SMALL(19.5, 18, 8),
  MEDIUM(28, 14, 10),
  LARGE(38, 9, 12);

  private final double extent;
  private final double offset;
  private final double period;

  Size(double extent, double offset, double period) {
    this.extent = extent;
    this.offset = offset;
    this.period = period;
  }

  public double extent() {
    return extent;
  }

  public double offset() {
    return offset;
  }

  public double period() {
    return period;
  }
}
