package dev.darkroom.world;

import java.awt.Graphics2D;
import java.util.Locale;
import java.util.Map;

/**
 * A bitmap alphabet, 5 wide, 7 high and 2 below the line: small letters, digits, some punctuation.
 * Other letters are drawn as a box.
 */
final class PixelFont {
  /** From one letter to the next, font pixels. */
  static final int ADVANCE = 6;

  /** From one line to the next, font pixels. */
  static final int LINE = 12;

  private static final int WIDTH = 5;
  private static final String UNKNOWN = "##### #...# #...# #...# #...# #...# #####";
  private static final Map<Character, String> GLYPHS =
      Map.ofEntries(
          Map.entry('a', "..... ..... .###. ....# .#### #...# .####"),
          Map.entry('b', "#.... #.... ####. #...# #...# #...# ####."),
          Map.entry('c', "..... ..... .#### #.... #.... #.... .####"),
          Map.entry('d', "....# ....# .#### #...# #...# #...# .####"),
          Map.entry('e', "..... ..... .###. #...# ##### #.... .###."),
          Map.entry('f', "..##. .#..# .#... ####. .#... .#... .#..."),
          Map.entry('g', "..... ..... .#### #...# #...# #...# .#### ....# .###."),
          Map.entry('h', "#.... #.... ####. #...# #...# #...# #...#"),
          Map.entry('i', "..#.. ..... .##.. ..#.. ..#.. ..#.. .###."),
          Map.entry('j', "...#. ..... ..##. ...#. ...#. ...#. ...#. #..#. .##.."),
          Map.entry('k', "#.... #.... #..#. #.#.. ##... #.#.. #..#."),
          Map.entry('l', ".##.. ..#.. ..#.. ..#.. ..#.. ..#.. .###."),
          Map.entry('m', "..... ..... ##.#. #.#.# #.#.# #.#.# #.#.#"),
          Map.entry('n', "..... ..... ####. #...# #...# #...# #...#"),
          Map.entry('o', "..... ..... .###. #...# #...# #...# .###."),
          Map.entry('p', "..... ..... ####. #...# #...# #...# ####. #.... #...."),
          Map.entry('q', "..... ..... .#### #...# #...# #...# .#### ....# ....#"),
          Map.entry('r', "..... ..... #.##. ##..# #.... #.... #...."),
          Map.entry('s', "..... ..... .#### #.... .###. ....# ####."),
          Map.entry('t', ".#... .#... ####. .#... .#... .#..# ..##."),
          Map.entry('u', "..... ..... #...# #...# #...# #...# .####"),
          Map.entry('v', "..... ..... #...# #...# #...# .#.#. ..#.."),
          Map.entry('w', "..... ..... #.#.# #.#.# #.#.# #.#.# .#.#."),
          Map.entry('x', "..... ..... #...# .#.#. ..#.. .#.#. #...#"),
          Map.entry('y', "..... ..... #...# #...# #...# #...# .#### ....# .###."),
          Map.entry('z', "..... ..... ##### ...#. ..#.. .#... #####"),
          Map.entry('0', ".###. #...# #..## #.#.# ##..# #...# .###."),
          Map.entry('1', "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###."),
          Map.entry('2', ".###. #...# ....# ..##. .#... #.... #####"),
          Map.entry('3', ".###. #...# ....# ..##. ....# #...# .###."),
          Map.entry('4', "...#. ..##. .#.#. #..#. ##### ...#. ...#."),
          Map.entry('5', "##### #.... ####. ....# ....# #...# .###."),
          Map.entry('6', ".###. #.... #.... ####. #...# #...# .###."),
          Map.entry('7', "##### ....# ...#. ..#.. ..#.. .#... .#..."),
          Map.entry('8', ".###. #...# #...# .###. #...# #...# .###."),
          Map.entry('9', ".###. #...# #...# .#### ....# ....# .###."),
          Map.entry(' ', "..... ..... ..... ..... ..... ..... ....."),
          Map.entry(',', "..... ..... ..... ..... ..... ..##. ..##. ..#.. .#..."),
          Map.entry('.', "..... ..... ..... ..... ..... .##.. .##.."),
          Map.entry(':', "..... .##.. .##.. ..... .##.. .##.. ....."),
          Map.entry('-', "..... ..... ..... .###. ..... ..... ....."),
          Map.entry('%', "##..# ##..# ...#. ..#.. .#... #..## #..##"),
          Map.entry('/', "....# ....# ...#. ..#.. .#... #.... #...."),
          Map.entry('(', "...#. ..#.. .#... .#... .#... ..#.. ...#."),
          Map.entry(')', ".#... ..#.. ...#. ...#. ...#. ..#.. .#..."),
          Map.entry('<', "...#. ..#.. .#... #.... .#... ..#.. ...#."),
          Map.entry('>', ".#... ..#.. ...#. ....# ...#. ..#.. .#..."));

  private PixelFont() {}

  /** Writes one line in the current colour, its upper left corner at ({@code x}, {@code y}). */
  static void write(Graphics2D g, String line, int x, int y, int scale) {
    String text = line.toLowerCase(Locale.ROOT);
    for (int i = 0; i < text.length(); i++) {
      String glyph = GLYPHS.getOrDefault(text.charAt(i), UNKNOWN);
      for (int k = 0; k < glyph.length(); k++) {
        if (glyph.charAt(k) == '#') {
          int column = k % (WIDTH + 1);
          int row = k / (WIDTH + 1);
          g.fillRect(x + (i * ADVANCE + column) * scale, y + row * scale, scale, scale);
        }
      }
    }
  }
}
