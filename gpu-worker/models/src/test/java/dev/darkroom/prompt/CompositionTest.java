package dev.darkroom.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.prompt.Composition.Member;
import org.junit.jupiter.api.Test;

class CompositionTest {
  @Test
  void andPartsPromptsWithWeights() {
    assertThat(Composition.parse("a cat :1.2 AND a dog AND rain:-0.5"))
        .containsExactly(
            new Member("a cat", 1.2), new Member("a dog", 1), new Member("rain", -0.5));
  }

  @Test
  void aPromptAloneIsLeftAsItIs() {
    assertThat(Composition.parse("SAND and a clock at 10:30 "))
        .containsExactly(new Member("SAND and a clock at 10:30 ", 1));
  }
}
