package dev.darkroom.world;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures in a grid, scaled up, their captions under them. The letters are {@link PixelFont}'s: a
 * machine needs no fonts.
 *
 * @param columns pictures a row, 1 to 64
 * @param scale how many times larger each picture is shown, 1 to 16
 */
public record ContactSheet(int columns, int scale) {
  private static final int MARGIN = 8;
  private static final int LETTER_SCALE = 2;
  private static final int MAX_LINES = 6;
  private static final int MAX_TILES = 4096;
  private static final Color INK = new Color(0x222222);

  /** A picture and what stands under it. */
  public record Tile(BufferedImage picture, String caption) {}

  public ContactSheet {
    if (columns < 1 || columns > 64 || scale < 1 || scale > 16) {
      throw new IllegalArgumentException(
          "a sheet of %d columns at scale %d: use 1 to 64 columns at scale 1 to 16"
              .formatted(columns, scale));
    }
  }

  /** The sheet; every picture is 64×64 and there is at least one. */
  public BufferedImage draw(List<Tile> tiles) {
    if (tiles.isEmpty() || tiles.size() > MAX_TILES) {
      throw new IllegalArgumentException(
          "a sheet of %d pictures: use 1 to %d".formatted(tiles.size(), MAX_TILES));
    }
    int side = WorldPainter.SIDE * scale;
    int lettersPerLine = side / (PixelFont.ADVANCE * LETTER_SCALE);
    int lineHeight = PixelFont.LINE * LETTER_SCALE;
    var captions = tiles.stream().map(tile -> wrap(tile.caption(), lettersPerLine)).toList();
    int lines = captions.stream().mapToInt(List::size).max().orElse(0);
    int shown = Math.min(columns, tiles.size());
    int rows = (tiles.size() + columns - 1) / columns;
    int cellHeight = side + MARGIN / 2 + lines * lineHeight + MARGIN;

    var sheet =
        new BufferedImage(
            shown * (side + MARGIN) + MARGIN,
            rows * cellHeight + MARGIN,
            BufferedImage.TYPE_INT_RGB);
    var g = sheet.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    g.setColor(new Color(0xF4F4F0));
    g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    for (int i = 0; i < tiles.size(); i++) {
      int x = MARGIN + i % columns * (side + MARGIN);
      int y = MARGIN + i / columns * cellHeight;
      g.drawImage(tiles.get(i).picture(), x, y, side, side, null);
      write(g, captions.get(i), x, y + side + MARGIN / 2);
    }
    g.dispose();
    return sheet;
  }

  private static void write(Graphics2D g, List<String> lines, int x, int y) {
    g.setColor(INK);
    for (int i = 0; i < lines.size(); i++) {
      PixelFont.write(g, lines.get(i), x, y + i * PixelFont.LINE * LETTER_SCALE, LETTER_SCALE);
    }
  }

  private static List<String> wrap(String caption, int lettersPerLine) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (String word : caption.strip().split("\\s+", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > lettersPerLine) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines.size() > MAX_LINES ? lines.subList(0, MAX_LINES) : lines;
  }
}
