package dev.darkroom.world;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a caption. A colour belongs to the word after it ({@code outline}, {@code background}); one
 * that follows {@code on} or {@code on a} is the background; any other is the fill.
 */
public final class CaptionParser {
  private static final Map<String, Term> TERMS = terms();

  private final List<String> tokens;
  private @Nullable ShapeKind shape;
  private @Nullable Hue fill;
  private @Nullable Hue background;
  private @Nullable Pattern pattern;
  private @Nullable Outline outline;
  private @Nullable Size size;
  private @Nullable Integer row;
  private @Nullable Integer column;

  private CaptionParser(List<String> tokens) {
    this.tokens = tokens;
  }

  /**
   * What {@code caption} asks for.
   *
   * @throws CaptionException if it holds an unknown word, says two things of one attribute, or asks
   *     for what cannot be
   */
  public static Ask parse(String caption) {
    return new CaptionParser(Grammar.tokens(caption)).read();
  }

  private Ask read() {
    if (tokens.isEmpty()) {
      throw new CaptionException(
          "the caption is empty: say for example \"a large red circle on a blue background\"");
    }
    for (int i = 0; i < tokens.size(); i++) {
      readAt(i);
    }
    return new Ask(
        Optional.ofNullable(shape),
        Optional.ofNullable(fill),
        Optional.ofNullable(background),
        pattern == null ? Pattern.SOLID : pattern,
        outline == null ? Outline.NONE : outline,
        Optional.ofNullable(size),
        position());
  }

  private void readAt(int i) {
    String token = tokens.get(i);
    switch (TERMS.get(token)) {
      case null -> readPlain(token, i);
      case ShapeKind named -> shape = once("shapes", shape, named);
      case Pattern named -> pattern = once("patterns", pattern, named);
      case Size named -> size = once("sizes", size, named);
      case Hue named -> readHue(named, i);
      case Position named -> {
        if (named.row() != 0 || named == Position.CENTER) {
          row = once("rows", row, named.row());
        }
        if (named.column() != 0 || named == Position.CENTER) {
          column = once("columns", column, named.column());
        }
      }
      case Outline named -> throw new IllegalStateException(named + " is read as a colour");
    }
  }

  private void readHue(Hue hue, int i) {
    String after = tokenAt(i + 1);
    if (after.equals("outline")) {
      outline = once("outlines", outline, outlineOf(hue));
    } else if (after.equals("background") || followsOn(i)) {
      background = once("backgrounds", background, hue);
    } else {
      fill = once("fills", fill, hue);
    }
  }

  private void readPlain(String token, int i) {
    switch (token) {
      case "no" -> {
        if (!tokenAt(i + 1).equals("outline")) {
          throw new CaptionException("\"no\" is understood before \"outline\" only");
        }
        outline = once("outlines", outline, Outline.NONE);
      }
      case "outline", "background" -> {
        String before = tokenAt(i - 1);
        if (!(TERMS.get(before) instanceof Hue) && !before.equals("no")) {
          throw new CaptionException(
              "\"%s\" needs its colour before it, as in \"a white %s\"".formatted(token, token));
        }
      }
      default -> {
        if (!token.equals(Grammar.ANY_SHAPE) && !Grammar.FILLERS.contains(token)) {
          throw new IllegalStateException("a word without a meaning: " + token);
        }
      }
    }
  }

  private static Outline outlineOf(Hue hue) {
    for (var outline : Outline.values()) {
      if (outline.hue().equals(Optional.of(hue))) {
        return outline;
      }
    }
    throw new CaptionException("no outline is " + hue.words() + ": use black or white");
  }

  private boolean followsOn(int i) {
    boolean article = tokenAt(i - 1).equals("a") || tokenAt(i - 1).equals("an");
    return tokenAt(article ? i - 2 : i - 1).equals("on");
  }

  private Optional<Position> position() {
    if (row == null && column == null) {
      return Optional.empty();
    }
    return Optional.of(Position.of(column == null ? 0 : column, row == null ? 0 : row));
  }

  private String tokenAt(int i) {
    return i >= 0 && i < tokens.size() ? tokens.get(i) : "";
  }

  private static <T> T once(String kind, @Nullable T before, T now) {
    if (before != null && !before.equals(now)) {
      throw new CaptionException("the caption names two " + kind + ": name one");
    }
    return now;
  }

  private static Map<String, Term> terms() {
    var terms = new HashMap<String, Term>();
    for (var attribute : Attribute.values()) {
      for (var term : attribute.terms()) {
        boolean single = !term.words().contains(" ");
        if (single && !(term instanceof Outline)) {
          terms.put(term.words(), term);
        }
      }
    }
    return Map.copyOf(terms);
  }
}
