package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt.Syntax;
import dev.darkroom.weights.HostTensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Prompts as the fixtures' small Stable Diffusion reads them. */
class ConditionerTest {
  private static final int LENGTH = 77;

  private static LdmModel model;
  private static int width;

  @BeforeAll
  static void load() {
    model = new LdmLoader().load(ModelFolder.ORIGINAL, LoadOptions.cpu());
    width = model.conditioner().width();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aWeightScalesItsTokensStatesAndTheMeanStays() {
    Latent plain = read("a cat").states();
    Latent weighted = read("a (cat:1.5)").states();
    assertThat(weighted.mean()).isCloseTo(plain.mean(), within(1e-6));
    double ratio = weighted.at(0) / plain.at(0); // the beginning has no weight of its own
    List<Integer> tokens = model.conditioner().lexicon(List.of()).tokenizer().tokens("a");
    int cat = (1 + tokens.size()) * width;
    assertThat(weighted.at(cat) / plain.at(cat) / ratio).isCloseTo(1.5, within(1e-4));
    assertThat(weighted.at(width) / plain.at(width) / ratio).isCloseTo(1, within(1e-4));
  }

  @Test
  void usualWeightsChangeNoBit() {
    assertThat(read("a photo of (a cat:1)").states())
        .isEqualTo(Latent.of(model.conditioner().encode("a photo of a cat", 0)));
  }

  @Test
  void aLongPromptIsItsChunksOneAfterAnother() {
    Conditioning both = read("a cat BREAK a castle");
    assertThat(both.length()).isEqualTo(2 * LENGTH);
    assertThat(both.states())
        .isEqualTo(read("a cat").states().followedBy(read("a castle").states()));
  }

  @Test
  void aLearnedWordAtTheEndOfAChunkGoesToTheNextAsAWhole() {
    LearnedWord word = LearnedWord.of("<x>", HostTensor.ofFloats(new float[3 * width], 3, width));
    List<Lexicon> lexicons = model.conditioner().lexicons(List.of(word));
    String filled = "a ".repeat(73);
    Conditioning read = model.conditioner().read(lexicons, filled + "<x>", Syntax.WEIGHTED, 0);
    assertThat(read.length()).isEqualTo(2 * LENGTH);
    float[] first = Arrays.copyOf(read.states().toArray(), LENGTH * width);
    assertThat(Latent.of(first)).isEqualTo(read(filled).states());
  }

  private static Conditioning read(String prompt) {
    Conditioner conditioner = model.conditioner();
    return conditioner.read(conditioner.lexicons(List.of()), prompt, Syntax.WEIGHTED, 0);
  }
}
