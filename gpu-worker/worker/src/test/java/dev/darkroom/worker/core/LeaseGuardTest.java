package dev.darkroom.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LeaseGuardTest {
  private static final Duration LEASE = Duration.ofNanos(1000); // stops at 900
  private static final RunRef RUN = run(1);

  @Test
  void aFirstLeaseCountsFromTheHello() {
    assertThat(LeaseGuard.joined(50).granted(List.of(RUN), LEASE).stopAt()).contains(950L);
  }

  @Test
  void aLeaseCountsFromTheSendingOfTheRenewedHeartbeatNotFromTheAnswer() {
    LeaseGuard guard = LeaseGuard.joined(0).granted(List.of(RUN), LEASE).beat(1, 300, List.of(RUN));
    assertThat(guard.lapsed(899)).isFalse();
    assertThat(guard.lapsed(900)).isTrue();
    assertThat(guard.renewed(1).lapsed(1199)).isFalse();
    assertThat(guard.renewed(1).lapsed(1200)).isTrue();
  }

  @Test
  void aHeartbeatThatWasAcknowledgedBeforeTheGrantIsWhereItCountsFrom() {
    LeaseGuard guard = LeaseGuard.joined(0).beat(1, 5000, List.of()).renewed(1);
    assertThat(guard.granted(List.of(RUN), LEASE).stopAt()).contains(5900L);
  }

  @Test
  void aHeartbeatThatDidNotNameTheRunRenewsNothing() {
    LeaseGuard guard = LeaseGuard.joined(0).beat(1, 300, List.of()).granted(List.of(RUN), LEASE);
    assertThat(guard.renewed(1).stopAt()).contains(900L);
    LeaseGuard other =
        LeaseGuard.joined(0).beat(1, 300, List.of(run(2))).granted(List.of(RUN), LEASE);
    assertThat(other.renewed(1).stopAt()).contains(900L);
  }

  @Test
  void anAcknowledgementThatComesLateOrTwiceNeverTakesTimeBack() {
    LeaseGuard guard =
        LeaseGuard.joined(0)
            .granted(List.of(RUN), LEASE)
            .beat(1, 300, List.of(RUN))
            .beat(2, 600, List.of(RUN))
            .renewed(2);
    assertThat(guard.renewed(1).renewed(2).renewed(77)).isEqualTo(guard);
    assertThat(guard.stopAt()).contains(1500L);
  }

  @Test
  void aLeaseOfSeveralRunsIsRenewedByAHeartbeatThatNamedAllThatHaveNotEnded() {
    LeaseGuard guard = LeaseGuard.joined(0).granted(List.of(RUN, run(2)), LEASE);
    LeaseGuard both = guard.beat(1, 300, List.of(RUN, run(2)));
    assertThat(both.renewed(1).stopAt()).contains(1200L);
    LeaseGuard one = guard.beat(1, 300, List.of(RUN));
    assertThat(one.renewed(1).stopAt()).contains(900L);
    assertThat(one.released(run(2)).renewed(1).stopAt()).contains(1200L);
    assertThat(both.released(RUN).renewed(1).stopAt()).contains(1200L);
    assertThat(guard.released(RUN).released(run(2)).stopAt()).isEmpty();
  }

  @Test
  void heartbeatsThatNobodyAnswersAreForgottenInTheEnd() {
    LeaseGuard guard = LeaseGuard.joined(0).granted(List.of(RUN), LEASE);
    for (int i = 1; i <= 1000; i++) {
      guard = guard.beat(i, i, List.of(RUN));
    }
    assertThat(guard.sent()).hasSize(LeaseGuard.MAX_SENT);
    assertThat(guard.sent().getLast().sequence()).isEqualTo(1000);
  }

  @Test
  void whoHoldsNothingCanLoseNothing() {
    assertThat(LeaseGuard.joined(0).lapsed(Long.MAX_VALUE)).isFalse();
    assertThat(LeaseGuard.joined(0).granted(List.of(RUN), LEASE).released(RUN).lapsed(2000))
        .isFalse();
  }

  private static RunRef run(int job) {
    return new RunRef(JobId.ofRandom(new UUID(job, job), 0), Epoch.of(1));
  }
}
