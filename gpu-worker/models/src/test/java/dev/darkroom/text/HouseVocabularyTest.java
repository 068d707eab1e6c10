package dev.darkroom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HouseVocabularyTest {
  /** Words that hold, begin, end and repeat one another. */
  private static final List<String> WORDS =
      List.of(
          "a",
          "at",
          "cat",
          "tat",
          "the",
          "heart",
          "art",
          "star",
          "circle",
          "square",
          "red",
          "rede",
          "cococo",
          "co",
          "banana",
          "nana",
          "ana",
          "with",
          "outline",
          "lineout",
          "on",
          "no",
          "x",
          "ü",
          "größe",
          "left",
          "eft",
          "top",
          "striped",
          "dotted",
          "checkered",
          "solid");

  @TempDir Path folder;

  @Test
  void everyWordIsOneToken() throws IOException {
    Tokenizer tokenizer = written(WORDS);
    Set<Integer> ids = new HashSet<>();
    for (String word : WORDS) {
      assertThat(tokenizer.tokens(word)).as(word).hasSize(1);
      ids.addAll(tokenizer.tokens(word));
    }
    assertThat(ids).hasSize(WORDS.size());
    assertThat(tokenizer.tokens("A CAT with the circle, on top")).hasSize(8);
  }

  @Test
  void wordsThatItWasNotMadeForStillHaveAnEncoding() throws IOException {
    Tokenizer tokenizer = written(WORDS);
    assertThat(tokenizer.tokens("zebra")).hasSizeGreaterThan(1).doesNotContain(tokenizer.end());
    assertThat(tokenizer.tokens("日本")).hasSize(6).doesNotContain(tokenizer.end());
    assertThat(tokenizer.tokens("!?")).hasSize(2);
  }

  @Test
  void theSameWordsGiveTheSameFiles() throws IOException {
    HouseVocabulary.of(WORDS).write(folder.resolve("one"), 32);
    HouseVocabulary.of(WORDS).write(folder.resolve("two"), 32);
    for (String file : List.of("vocab.json", "merges.txt", "tokenizer_config.json")) {
      assertThat(Files.mismatch(folder.resolve("one/" + file), folder.resolve("two/" + file)))
          .isEqualTo(-1);
    }
  }

  @Test
  void theFilesSayHowLongAnEncodingIs() throws IOException {
    Tokenizer tokenizer = written(WORDS);
    assertThat(tokenizer.maxLength()).isEqualTo(32);
    assertThat(tokenizer.encode("red").ids()).hasSize(32);
    assertThat(tokenizer.size()).isEqualTo(HouseVocabulary.of(WORDS).size());
    assertThat(tokenizer.pad()).isEqualTo(tokenizer.end()).isEqualTo(tokenizer.size() - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "Red", "red!", "", "it's", "12"})
  void whatIsNoSingleWordIsRefused(String word) {
    assertThatThrownBy(() -> HouseVocabulary.of(List.of(word)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + word + "' is no single word in lower case");
  }

  private Tokenizer written(List<String> words) throws IOException {
    HouseVocabulary.of(words).write(folder, 32);
    return Tokenizer.read(folder);
  }
}
