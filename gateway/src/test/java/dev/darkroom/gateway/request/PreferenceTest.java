package dev.darkroom.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.gateway.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  @Test
  void aWaitIsReadAmongOtherPreferencesAndCutToTheLongest() {
    assertThat(patience("respond-async, Wait = 10")).isEqualTo(Duration.ofSeconds(10));
    assertThat(patience("wait=\"5\"")).isEqualTo(Duration.ofSeconds(5));
    assertThat(patience("wait=3600")).isEqualTo(LONGEST);
    assertThat(Preference.parse(List.of("respond-async", "handling=lenient"), LONGEST).patience())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wait=", "wait=-1", "wait=1.5", "wait=soon", "wait=9999999999"})
  void aWaitThatIsNoNumberOfSecondsIsRefused(String header) {
    assertThatThrownBy(() -> Preference.parse(List.of(header), LONGEST))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("is not a number of seconds");
  }

  private static Duration patience(String header) {
    return Preference.parse(List.of(header), LONGEST).patience().orElseThrow();
  }
}
