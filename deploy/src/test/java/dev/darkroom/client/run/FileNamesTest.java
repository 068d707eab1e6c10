package dev.darkroom.client.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class FileNamesTest {
  private final FileNames names = new FileNames();

  @Test
  void aFileIsCalledAsItsLine() {
    assertThat(names.stem("cat-7_b.v2")).isEqualTo("cat-7_b.v2");
    assertThat(FileNames.of("cat", "image-0.png", 0, 1)).isEqualTo("cat.png");
  }

  @Test
  void severalPicturesOfALineAreNumbered() {
    assertThat(FileNames.of("cat", "image-0.png", 0, 2)).isEqualTo("cat-0.png");
    assertThat(FileNames.of("cat", "image-1.png", 1, 2)).isEqualTo("cat-1.png");
  }

  @Test
  void whatIsNoPictureKeepsItsOwnNameToo() {
    assertThat(FileNames.of("cat", "learned_embeds.safetensors", 0, 0))
        .isEqualTo("cat-learned_embeds.safetensors");
  }

  @Test
  void noNameLeavesTheFolder() {
    for (String evil :
        List.of("../../etc/passwd", "/etc/passwd", "..", "a/b", "a\\b", ".run.lock")) {
      assertThat(names.stem(evil)).doesNotStartWith(".").doesNotContain("/", "\\");
    }
  }

  @Test
  void linesWhoseNamesDifferHaveFilesThatDiffer() {
    List<String> ids =
        List.of("a b", "a_b", "a?b", "Cat", "cat", "CAT", "x".repeat(200), "x".repeat(201));

    assertThat(ids.stream().map(id -> names.stem(id).toLowerCase(Locale.ROOT)))
        .doesNotHaveDuplicates();
  }

  @Test
  void aLineThatIsAskedForAgainHasTheSameName() {
    assertThat(names.stem("a b")).isEqualTo(names.stem("a b"));
    assertThat(names.stem("cat")).isEqualTo(names.stem("cat"));
  }
}
