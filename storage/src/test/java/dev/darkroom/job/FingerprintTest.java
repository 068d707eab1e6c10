package dev.darkroom.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.ModelRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
  private static final ModelRef MODEL = ModelRef.parse("shapes-ldm@2");

  @ParameterizedTest
  @CsvSource({
    "the model needs 4 GiB, the model needs # GiB",
    "took 1.5 s at 12:30:05, took # s at #",
    "job 0192d7a2-c1b2-8000-a3f4-0192d7a2c1b2 is gone, job # is gone",
    "sha256:00ff00ff00ff00ff is no digest, sha#:# is no digest",
    "the facade is decadent, the facade is decadent",
    "worker w1#1763719000000 died, worker w### died",
  })
  void whatDiffersFromJobToJobIsBlanked(String message, String blanked) {
    assertThat(Fingerprint.blanked(message)).isEqualTo(blanked);
  }

  @Test
  void failuresOfOneCauseHaveOneFingerprintAndOthersHaveOthers() {
    Fingerprint one = of(ErrorKind.CAPACITY, "out_of_memory", "needs 4 GiB", MODEL);

    assertThat(of(ErrorKind.CAPACITY, "out_of_memory", "needs 5 GiB", MODEL)).isEqualTo(one);
    assertThat(of(ErrorKind.BUG, "out_of_memory", "needs 4 GiB", MODEL)).isNotEqualTo(one);
    assertThat(of(ErrorKind.CAPACITY, "no_room", "needs 4 GiB", MODEL)).isNotEqualTo(one);
    assertThat(of(ErrorKind.CAPACITY, "out_of_memory", "has 4 GiB", MODEL)).isNotEqualTo(one);
    assertThat(of(ErrorKind.CAPACITY, "out_of_memory", "needs 4 GiB", ModelRef.parse("noop")))
        .isNotEqualTo(one);
  }

  private static Fingerprint of(ErrorKind kind, String code, String message, ModelRef model) {
    return Fingerprint.of(JobError.of(kind, code, message), model);
  }
}
