package dev.darkroom.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptScheduleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          a [cat:dog:0.5] here; a cat here a cat here a dog here a dog here
          a [cat:dog:3] here;   a cat here a cat here a cat here a dog here
          a [dog:1];            a a dog a dog a dog
          a [cat::1];           a cat a a a
          [cat|dog];            cat dog cat dog
          [a|b|];               a b a
          [a:[b:c:3]:1];        a b b c
          (x:1.2) [y];          (x:1.2) [y] (x:1.2) [y] (x:1.2) [y] (x:1.2) [y]
          [(a:1.3):b:2];        (a:1.3) (a:1.3) b b
          \\[a:b:2\\];          \\[a:b:2\\] \\[a:b:2\\] \\[a:b:2\\] \\[a:b:2\\]
          [a:b:2;               [a:b:2 [a:b:2 [a:b:2 [a:b:2
          [a:b:c];              [a:b:c] [a:b:c] [a:b:c] [a:b:c]
          """)
  void aPromptMayChangeFromStepToStep(String prompt, String fourSteps) {
    PromptSchedule schedule = PromptSchedule.parse(prompt);
    StringBuilder all = new StringBuilder();
    for (int step = 0; step < 4; step++) {
      all.append(schedule.at(step, 4)).append(' ');
    }
    assertThat(all.toString().replaceAll("\\s+", " ").strip()).isEqualTo(fourSteps);
  }

  @Test
  void bracketsWithoutEndDoNotExhaustTheStack() {
    String deep = "[".repeat(20_000) + "a:b:1" + "]".repeat(20_000);
    assertThat(PromptSchedule.parse(deep).at(0, 4)).startsWith("[[[");
  }
}
