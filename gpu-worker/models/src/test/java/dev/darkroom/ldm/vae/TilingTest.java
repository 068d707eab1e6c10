package dev.darkroom.ldm.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilingTest {
  /** Tiles of 8 that become 16. */
  private static final Tiling TILING = new Tiling(8, 16);

  @ParameterizedTest
  @CsvSource({"9, 8", "8, 9", "12, 20", "25, 31"})
  void aNetworkThatLooksAtSinglePixelsGivesTheSameInTilesAsWhole(int height, int width) {
    Planar field = field(2, height, width);
    assertThat(TILING.apply(field, TilingTest::doubled)).isEqualTo(doubled(field));
  }

  @Test
  void tilesOverlapByAQuarterAndFadeIntoEachOther() {
    List<Integer> starts = new ArrayList<>();
    Planar wide =
        TILING.apply(
            field(1, 8, 14),
            tile -> {
              starts.add((int) tile.at(0, 0, 0));
              return filled(starts.size() == 1 ? 0 : 8, 2 * tile.height(), 2 * tile.width());
            });
    assertThat(starts).containsExactly(0, 6, 12, 600, 606, 612); // 6 columns, then 6 rows
    assertThat(wide.width()).isEqualTo(28);
    assertThat(new float[] {wide.at(0, 3, 11), wide.at(0, 3, 12), wide.at(0, 3, 13)})
        .containsExactly(0, 0, 2); // the first four of the second tile: 0, 2, 4, 6, then 8
    assertThat(new float[] {wide.at(0, 3, 14), wide.at(0, 3, 15), wide.at(0, 3, 16)})
        .containsExactly(4, 6, 8);
  }

  @Test
  void onlyWhatIsLargerThanATileIsDivided() {
    assertThat(TILING.divides(8, 8)).isFalse();
    assertThat(TILING.divides(8, 9)).isTrue();
    assertThat(TILING.divides(9, 8)).isTrue();
  }

  @Test
  void tilesThatWouldNotMeetAreRefused() {
    assertThatThrownBy(() -> new Tiling(5, 20))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("sample_size does not divide into tiles of 5 and 20");
  }

  private static Planar field(int channels, int height, int width) {
    Planar field = Planar.empty(channels, height, width);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          field.set(c, y, x, 1000 * c + 100 * y + x);
        }
      }
    }
    return field;
  }

  private static Planar filled(float value, int height, int width) {
    Planar field = Planar.empty(1, height, width);
    for (int i = 0; i < height * width; i++) {
      field.set(0, i / width, i % width, value);
    }
    return field;
  }

  private static Planar doubled(Planar tile) {
    Planar large = Planar.empty(tile.channels(), 2 * tile.height(), 2 * tile.width());
    for (int c = 0; c < large.channels(); c++) {
      for (int y = 0; y < large.height(); y++) {
        for (int x = 0; x < large.width(); x++) {
          large.set(c, y, x, tile.at(c, y / 2, x / 2));
        }
      }
    }
    return large;
  }
}
