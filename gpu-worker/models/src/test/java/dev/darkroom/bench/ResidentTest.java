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
                "Name:\tjava",
                "VmRSS:\t    3500 kB",
                "RssAnon:\t    1500 kB",
                "RssFile:\t    1900 kB",
                "RssShmem:\t     100 kB"));
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
