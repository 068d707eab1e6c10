package dev.darkroom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ResidentTest {
  @Test
  void whatIsNotAnonymousIsMapped() {
    Resident resident =
        Resident.parse(
            List.of(
                "55d0c0000000-7fff00000000 ---p 00000000 00:00 0    [rollup]",
                "Rss:              3500 kB",
                "Pss:              3000 kB",
                "Anonymous:        1500 kB",
                "LazyFree:            0 kB"));
    assertThat(resident.anonymous()).isEqualTo(1500L << 10);
    assertThat(resident.mapped()).isEqualTo(2000L << 10);
    assertThat(resident.total()).isEqualTo(3500L << 10);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatWasTouchedMeanwhileIsInThePeak() {
    try (PeakMemory memory = new PeakMemory()) {
      long before = memory.peak().orElseThrow().anonymous();
      byte[] touched = new byte[32 << 20];
      java.util.Arrays.fill(touched, (byte) 1);
      assertThat(memory.peak().orElseThrow().anonymous()).isGreaterThan(before);
      assertThat(touched).contains(1);
    }
  }
}
