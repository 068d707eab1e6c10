package dev.darkroom.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.storage.log.StateEntry;
import dev.darkroom.storage.log.StateRecord;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A job that moves has records on several partitions, which may be read in any order. */
class MovedJobsViewTest {
  private static final Instant T0 = Instant.parse("2026-11-21T12:00:00Z");
  private static final PoolId FAR = PoolId.of("far");

  private final FarmView view = new FarmView();
  private final JobRecord queued = job();
  private final JobRecord left = queued.apply(new JobEvent.MovedOut(1, FAR, T0.plusSeconds(1)));
  private final JobRecord arrived = left.apply(new JobEvent.MovedIn(1, FAR, T0.plusSeconds(2)));

  @Test
  void aJobOnItsWayWaitsAsItDid() {
    shows(queued, 1);
    shows(left, 2);

    assertThat(found().state().status()).isEqualTo(JobStatus.QUEUED);
    assertThat(view.jobs().livesOn(id())).contains(1);
    assertThat(view.pools().waiting(PoolRecord.DEFAULT)).isZero();
  }

  @Test
  void whatAPartitionTellsOfAJobThatHasLeftItShowsNothingOnceItsNextOneHasTold() {
    shows(arrived, 7);
    shows(arrived.apply(new JobEvent.Canceled("asked", T0.plusSeconds(3))), 8);
    shows(left, 2);

    assertThat(found().state().status()).isEqualTo(JobStatus.CANCELED);
    assertThat(view.pools().waiting(FAR)).isZero();
    assertThat(view.jobs().livesOn(id())).contains(1);
  }

  @Test
  void aForwardThatIsForgottenLeavesTheJobWhereItLives() {
    shows(left, 2);
    shows(arrived, 7);

    forgets(0);
    assertThat(view.jobs().size()).isEqualTo(1);

    forgets(1);
    assertThat(view.jobs().size()).isZero();
    assertThat(view.pools().waiting(FAR)).isZero();
  }

  private void shows(JobRecord job, long offset) {
    StateEntry entry = new StateEntry.JobEntry(job);
    view.apply(new StateRecord(job.partition(), offset, entry.key(), Optional.of(entry)));
  }

  private void forgets(int partition) {
    view.apply(new StateRecord(partition, 9, StateEntry.jobKey(id()), Optional.empty()));
  }

  private JobRecord found() {
    return view.jobs().find(queued.header().tenant(), id()).orElseThrow().job();
  }

  private JobId id() {
    return queued.header().id();
  }

  private static JobRecord job() {
    JobHeader header =
        new JobHeader(
            JobId.ofRandom(new UUID(1, 1), 0),
            TenantId.of("default"),
            PoolRecord.DEFAULT,
            JobKind.NOOP,
            ModelRef.parse("noop"),
            JobHeader.DEFAULT_PRIORITY,
            Map.of(),
            T0);
    return JobRecord.accepted(header, new SpecRef("k", 0, 1, Digest.of(new byte[] {1})), T0);
  }
}
