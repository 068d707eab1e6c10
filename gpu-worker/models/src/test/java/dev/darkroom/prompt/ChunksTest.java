package dev.darkroom.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chunks of ten, of texts whose tokens are their letters; XYZ is a learned word. */
class ChunksTest {
  private static final Chunks.Reader READER =
      new Chunks.Reader(
          text -> text.chars().boxed().toList(), token -> token == 'X' ? 3 : 1, 10, ',');

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          abc;                  abc
          abcdefghij;           abcdefghij
          abcdefghijk;          abcdefghij k
          abcde,fghijk;         abcde, fghijk
          abcdefghij,k;         abcdefghij ,k
          abcdefghXYZ;          abcdefgh XYZ
          abcdefgXYZ;           abcdefgXYZ
          ab,cdefghXYZ;         ab,cdefgh XYZ
          """)
  void aFullChunkGoesBackToItsLastCommaAndPartsNoLearnedWord(String text, String chunks) {
    assertThat(texts(Chunks.of(List.of(new PromptPart.Words(text, 1)), READER))).isEqualTo(chunks);
  }

  @Test
  void breakEndsAChunkAndWeightsStayWithTheirTokens() {
    List<Chunk> chunks =
        Chunks.of(
            List.of(
                new PromptPart.Words("ab", 1),
                new PromptPart.Words("c", 2),
                new PromptPart.Break(),
                new PromptPart.Words("d", 0.5)),
            READER);
    assertThat(texts(chunks)).isEqualTo("abc d");
    assertThat(chunks.getFirst().weights()).containsExactly(1.0, 1.0, 2.0);
    assertThat(chunks.getLast().weights()).containsExactly(0.5);
  }

  @Test
  void nothingIsOneEmptyChunk() {
    assertThat(Chunks.of(List.of(new PromptPart.Words("", 1)), READER))
        .containsExactly(new Chunk(List.of(), List.of()));
  }

  @Test
  void aPromptWithoutEndIsRefused() {
    assertThatThrownBy(() -> Chunks.of(List.of(new PromptPart.Words("a".repeat(161), 1)), READER))
        .isInstanceOf(ModelException.class)
        .hasMessage("the prompt takes more than 16 chunks of 10 tokens: shorten it");
  }

  private static String texts(List<Chunk> chunks) {
    return chunks.stream()
        .map(c ->
            c.tokens().stream()
                .map(t -> String.valueOf((char) (int) t))
                .collect(Collectors.joining()))
        .collect(Collectors.joining(" "));
  }
}
