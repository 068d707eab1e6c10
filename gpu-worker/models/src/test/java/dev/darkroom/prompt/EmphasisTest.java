package dev.darkroom.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmphasisTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          normal text|normal text*1
          an (important) word|an *1/important*1.1/ word*1
          (unbalanced|unbalanced*1.1
          unopened) here|unopened) here*1
          \\(literal\\]|(literal]*1
          back\\\\slash|back\\slash*1
          (a:1.5) b|a*1.5/ b*1
          (a: .5 )|a*0.5
          ((a))|a*1.21
          [a]|a*0.909090909
          ([a] b)|a*1/ b*1.1
          (a (b:2) c:0.5)|a *0.5/b*1/ c*0.5
          time 10:30|time 10:30*1
          (a:b)|a:b*1.1
          |*1
          """)
  void bracketsBecomeWeights(String prompt, String expected) {
    List<PromptPart> parts = Emphasis.parse(prompt == null ? "" : prompt);
    String[] wanted = expected.split("/");
    assertThat(parts).hasSize(wanted.length);
    for (int i = 0; i < wanted.length; i++) {
      int star = wanted[i].lastIndexOf('*');
      var words = (PromptPart.Words) parts.get(i);
      assertThat(words.text()).isEqualTo(wanted[i].substring(0, star));
      assertThat(words.weight())
          .isCloseTo(Double.parseDouble(wanted[i].substring(star + 1)), within(1e-6));
    }
  }

  @Test
  void breakEndsAChunkAlsoWithinBrackets() {
    assertThat(Emphasis.parse("a cat BREAK (a dog BREAK big:2)"))
        .containsExactly(
            new PromptPart.Words("a cat", 1),
            new PromptPart.Break(),
            new PromptPart.Words("a dog", 2),
            new PromptPart.Break(),
            new PromptPart.Words("big", 2));
    assertThat(Emphasis.parse("BREAKFAST")).containsExactly(new PromptPart.Words("BREAKFAST", 1));
  }
}
