package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LearnedWordTest {
  private static final int WIDTH = 24;
  private static LdmModel model;
  private static Tokenizer tokenizer;
  private static float[] table;

  @BeforeAll
  static void load() {
    Path folder = Fixtures.folder("inversion/textual_inversion/single").resolve("sd");
    model = new LdmLoader().load(folder, LoadOptions.cpu());
    tokenizer = Tokenizer.read(folder.resolve("tokenizer"));
    table =
        Safetensors.open(folder.resolve("text_encoder/model.safetensors"))
            .get("text_model.embeddings.token_embedding.weight")
            .toFloats();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aWordWithTheVectorOfAKnownOneReadsLikeIt() {
    LearnedWord copy = LearnedWord.of("<copy>", vectorOf("photo"));

    assertThat(encode("a <copy> of a cat", copy))
        .isEqualTo(model.conditioner().encode("a photo of a cat", 0));
  }

  @Test
  void twoWordsStandInOnePrompt() {
    LearnedWord one = LearnedWord.of("<one>", vectorOf("photo"));
    LearnedWord two = LearnedWord.of("<two>", vectorOf("painting"));

    assertThat(encode("a <two> and a <ONE>", one, two))
        .isEqualTo(model.conditioner().encode("a painting and a photo", 0));
  }

  @Test
  void theOtherVectorsOfAWordFollowItsFirstUnwrittenOrWritten() {
    HostTensor rows =
        HostTensor.ofFloats(
            joined(vectorOf("photo").toFloats(), vectorOf("painting").toFloats()), 2, WIDTH);
    LearnedWord word = LearnedWord.of("<both>", rows);
    float[] expected = model.conditioner().encode("a photo painting of a cat", 0);

    assertThat(encode("a <both> of a cat", word)).isEqualTo(expected);
    assertThat(encode("a <both> <both>_1 of a cat", word)).isEqualTo(expected);
  }

  @Test
  void aWordStandsInsideOthersToo() {
    Tokenizer extended = tokenizer.withWord(List.of("<x>", "<x>_1"));
    int first = tokenizer.size();

    assertThat(extended.tokens("a<X>b"))
        .containsSubsequence(first, first + 1)
        .doesNotContain(first + 2);
    assertThat(extended.tokens("<x>_1")).containsExactly(first + 1);
  }

  @Test
  void aDrawingChangesWithTheVectorsOfItsWord() {
    GenerationRequest request =
        new GenerationRequest(
            Prompt.of("a <w>", ""),
            List.of(Seed.of(1)),
            SamplingSettings.of("ddim", 2, 2),
            new Size(32, 32));

    assertThat(draw(request.withWords(List.of(LearnedWord.of("<w>", vectorOf("photo"))))))
        .isEqualTo(draw(request.withWords(List.of(LearnedWord.of("<w>", vectorOf("photo"))))))
        .isNotEqualTo(draw(request.withWords(List.of(LearnedWord.of("<w>", vectorOf("cat"))))));
  }

  @Test
  void aWordOfAnotherWidthIsRefused() {
    LearnedWord wide = LearnedWord.of("<wide>", HostTensor.ofFloats(new float[32], 1, 32));

    assertThatThrownBy(() -> encode("a <wide>", wide))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("this model takes one table of width 24");
  }

  @Test
  void aWordThatTheModelKnowsAlreadyIsRefused() {
    assertThatThrownBy(() -> encode("a photo", LearnedWord.of("<|endoftext|>", vectorOf("cat"))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("use another word");
  }

  private static float[] encode(String text, LearnedWord... words) {
    return model
        .conditioner()
        .encode(model.conditioner().lexicons(List.of(words)), text)
        .states()
        .toArray();
  }

  private static List<Rgb> draw(GenerationRequest request) {
    try (GenerationRun run = model.generator().orElseThrow().start(request)) {
      while (run.step()) {
        assertThat(run.done()).isLessThan(run.total());
      }
      return run.result();
    }
  }

  private static HostTensor vectorOf(String word) {
    int id = tokenizer.tokens(word).getFirst();
    return HostTensor.ofFloats(Arrays.copyOfRange(table, id * WIDTH, (id + 1) * WIDTH), 1, WIDTH);
  }

  private static float[] joined(float[] a, float[] b) {
    float[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
