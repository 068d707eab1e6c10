package dev.darkroom.world;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a caption asks for. What it leaves out is free, except that no pattern word means solid and
 * no outline word means none. An ask that no scene can meet is refused with a {@link
 * CaptionException}.
 */
public record Ask(
    Optional<ShapeKind> shape,
    Optional<Hue> fill,
    Optional<Hue> background,
    Pattern pattern,
    Outline outline,
    Optional<Size> size,
    Optional<Position> position) {
  public Ask {
    if (fill.isPresent() && !Hue.FILLS.contains(fill.get())) {
      throw new CaptionException(
          "no shape is " + fill.get().words() + ": fill it with one of " + words(Hue.FILLS));
    }
    if (fill.isPresent() && fill.equals(background)) {
      throw new CaptionException(
          "fill and background are both " + fill.get().words() + ": use two different colours");
    }
    var line = outline.hue();
    if (line.isPresent() && (line.equals(fill) || line.equals(background))) {
      throw new CaptionException(
          "a %s outline cannot be seen on %s: use another outline"
              .formatted(outline.words(), outline.words()));
    }
  }

  /** The ask that names every attribute of {@code scene}. */
  public static Ask of(Scene scene) {
    return new Ask(
        Optional.of(scene.shape()),
        Optional.of(scene.fill()),
        Optional.of(scene.background()),
        scene.pattern(),
        scene.outline(),
        Optional.of(scene.size()),
        Optional.of(scene.position()));
  }

  /** The value asked for; empty where the attribute is free. */
  public Optional<? extends Term> get(Attribute attribute) {
    return switch (attribute) {
      case SHAPE -> shape;
      case FILL -> fill;
      case BACKGROUND -> background;
      case PATTERN -> Optional.of(pattern);
      case OUTLINE -> Optional.of(outline);
      case SIZE -> size;
      case POSITION -> position;
    };
  }

  /** The attributes that are not free: pattern and outline always, the others where named. */
  public Set<Attribute> fixed() {
    var fixed = EnumSet.allOf(Attribute.class);
    fixed.removeIf(attribute -> get(attribute).isEmpty());
    return fixed;
  }

  /** Whether {@code scene} has every value asked for. */
  public boolean isMetBy(Scene scene) {
    return fixed().stream()
        .allMatch(attribute -> get(attribute).orElseThrow() == scene.get(attribute));
  }

  /** A scene that meets this ask; what is free is drawn from {@code stream}. */
  public Scene complete(SeedStream stream) {
    var usedByOthers = EnumSet.noneOf(Hue.class);
    outline.hue().ifPresent(usedByOthers::add);
    background.ifPresent(usedByOthers::add);
    Hue filling = fill.orElseGet(() -> stream.pick(without(Hue.FILLS, usedByOthers)));
    usedByOthers.add(filling);
    Hue behind =
        background.orElseGet(() -> stream.pick(without(List.of(Hue.values()), usedByOthers)));
    return new Scene(
        shape.orElseGet(() -> stream.pick(List.of(ShapeKind.values()))),
        filling,
        behind,
        pattern,
        outline,
        size.orElseGet(() -> stream.pick(List.of(Size.values()))),
        position.orElseGet(() -> stream.pick(List.of(Position.values()))));
  }

  private static List<Hue> without(List<Hue> hues, Set<Hue> used) {
    return hues.stream().filter(hue -> !used.contains(hue)).toList();
  }

  private static String words(List<? extends Term> terms) {
    return String.join(", ", terms.stream().map(Term::words).toList());
  }
}
