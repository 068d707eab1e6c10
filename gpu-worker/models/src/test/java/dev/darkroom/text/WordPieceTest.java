package dev.darkroom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * BERT's tokenizer over a vocabulary of 65 tokens made for this test. The expected ids are those of
 * transformers 5.18's {@code BertTokenizerFast} over the same {@code vocab.txt}.
 */
class WordPieceTest {
  private static final List<String> VOCABULARY =
      List.of(
          ("[PAD] [unused0] [UNK] [CLS] [SEP] [MASK] ! ' ( ) , - . : < > ? @ [ ] ^ _ ` | ~ $ + = #"
                  + " 1 2 a b c d e i o s t x 猫 犬 ##s ##ed ##ing ##1 ##a ##b cat dog photo of the"
                  + " cafe un ##aff ##able σ ##ς ##σ ο ##δ ##ο α")
              .split(" "));

  @TempDir Path folder;
  private Tokenizer tokenizer;

  @BeforeEach
  void write() throws IOException {
    Files.write(folder.resolve("vocab.txt"), VOCABULARY);
    tokenizer = Tokenizer.readWordPieces(folder, 8);
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("a photo of the cat", List.of(31, 51, 52, 53, 49)),
        Arguments.of("UNAFFABLE Cats!", List.of(55, 56, 57, 49, 43, 6)),
        Arguments.of("café, dogs", List.of(54, 10, 50, 43)),
        Arguments.of(
            "a-b_c^d~ $1+2=#", List.of(31, 11, 32, 21, 33, 20, 34, 24, 25, 29, 26, 30, 27, 28)),
        Arguments.of("cat\u200bdog a\u00a0b\tc\u000bd\u0085e", List.of(2, 31, 32, 2)),
        Arguments.of("猫犬cat", List.of(41, 42, 49)),
        Arguments.of("οδοσ ΟΔΟΣ σας", List.of(61, 62, 63, 60, 61, 62, 63, 60, 2)),
        Arguments.of("zebra cat", List.of(2, 49)),
        Arguments.of("a".repeat(101), List.of(2)),
        Arguments.of("[SEP] cat [mask] [MASK]", List.of(4, 49, 18, 2, 19, 5)),
        Arguments.of("<cat> <CAT>x", List.of(14, 49, 15, 14, 49, 15, 40)),
        Arguments.of("“quoted” … ok", List.of(2, 2, 2, 2, 2)),
        Arguments.of(" ", List.of()),
        Arguments.of("cat\ufffdcat\u0000cat", List.of(2)),
        Arguments.of("x\u0301a İi", List.of(40, 47, 2)),
        Arguments.of("unaffableq", List.of(2)),
        Arguments.of("Ａｂ １", List.of(2, 2)));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aTextHasTheIdsThatBertGivesIt(String text, List<Integer> ids) {
    assertThat(tokenizer.tokens(text)).isEqualTo(ids);
  }

  @Test
  void aTextStandsBetweenItsBeginningAndItsEndAndIsFilledUpOrCut() {
    assertThat(tokenizer.encode("a cat").ids()).containsExactly(3, 31, 49, 4, 0, 0, 0, 0);
    Encoding cut = tokenizer.encode("a cat ".repeat(9));
    assertThat(cut.ids()).containsExactly(3, 31, 49, 31, 49, 31, 49, 4);
    assertThat(cut.cut()).isEqualTo(12);
  }

  @Test
  void aPlaceholderIsFoundInAnyCaseAndInsideWords() {
    Tokenizer learned = tokenizer.withPlaceholder("<cat-Toy>");
    assertThat(learned.size()).isEqualTo(66);
    assertThat(learned.tokens("a <cat-toy> b")).containsExactly(31, 65, 32);
    assertThat(learned.tokens("a<CAT-TOY>b <cat-toys>"))
        .containsExactly(31, 65, 32, 14, 49, 11, 2, 15);
  }

  @Test
  void aWordOfSeveralTokensIsWrittenByItsFirst() {
    Tokenizer learned = tokenizer.withWord(List.of("<x>", "<x>_1"));
    assertThat(learned.tokens("a <x> cat")).containsExactly(31, 65, 66, 49);
    assertThat(learned.tokens("a <x> <x>_1 cat")).containsExactly(31, 65, 66, 49);
  }

  @Test
  void aFolderWithoutAVocabularySaysWhoseIsWanted() {
    assertThatThrownBy(() -> Tokenizer.readWordPieces(folder.resolve("nowhere"), 77))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.code()).isEqualTo(ModelException.Code.FILE_MISSING))
        .hasMessageContaining("bert-base-uncased's vocab.txt");
  }

  @Test
  void vocabulariesOfOtherKindsAreRefusedByTheirReason() throws IOException {
    refused(List.of("[PAD]", "[UNK]", "[CLS]", "cat"), "no line [SEP]");
    refused(List.of("[PAD]", "cat", "cat"), "'cat' stands in two lines, the second is 3");
    write();
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
    assertThatThrownBy(() -> Tokenizer.readWordPieces(folder, 77))
        .hasMessageContaining("do_lower_case");
  }

  @Test
  void theSearchForPiecesIsBoundedByTheLongestWord() {
    String text = String.join("", Collections.nCopies(Tokenizer.MAX_CHARACTERS, "a"));
    assertThat(tokenizer.tokens(text)).isEqualTo(Arrays.asList(2));
  }

  private void refused(List<String> lines, String reason) throws IOException {
    Files.write(folder.resolve("vocab.txt"), lines);
    assertThatThrownBy(() -> Tokenizer.readWordPieces(folder, 77))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(reason);
  }
}
