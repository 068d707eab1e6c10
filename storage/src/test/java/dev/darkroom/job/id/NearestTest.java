package dev.darkroom.job.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> KNOWN = List.of("steps", "seed", "sampler", "guidance_scale");

  @Test
  void aSlipOfTheFingersIsUnderstood() {
    assertThat(Nearest.to("stpes", KNOWN)).contains("steps");
    assertThat(Nearest.to("step", KNOWN)).contains("steps");
    assertThat(Nearest.to("guidence_scale", KNOWN)).contains("guidance_scale");
  }

  @Test
  void whatIsFarFromAllIsNotGuessed() {
    assertThat(Nearest.to("cfg", KNOWN)).isEmpty();
    assertThat(Nearest.to("x".repeat(1_000_000), KNOWN)).isEmpty();
  }
}
