package dev.darkroom.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.JobKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobViewTest {
  private static final TenantId TENANT = TenantId.of("default");
  private static final Instant T0 = Instant.parse("2026-11-21T12:00:00Z");

  private final JobView view = new JobView();
  private final JobRecord queued = job(1);

  @Test
  void aReplyShowsUntilTheLogSaysMore() {
    view.overlay(Viewed.replied(queued));
    assertThat(found().offset()).isEmpty();

    view.confirm(Viewed.inLog(queued, 4));
    assertThat(found().offset()).hasValue(4);

    view.confirm(Viewed.inLog(leased(queued), 5));
    assertThat(found().job().timeline()).hasSize(2);
  }

  @Test
  void aReplyThatComesAfterTheLogHasGoneOnChangesNothing() {
    view.confirm(Viewed.inLog(leased(queued), 5));

    view.overlay(Viewed.replied(queued));

    assertThat(found().offset()).hasValue(5);
    assertThat(found().job().timeline()).hasSize(2);
  }

  @Test
  void aCancelThatWasRepliedIsNotUndoneByAnOlderRecordOfTheLog() {
    JobRecord canceled = queued.apply(new JobEvent.Canceled("client", T0.plusSeconds(1)));
    view.overlay(Viewed.replied(canceled));

    view.confirm(Viewed.inLog(queued, 4));

    assertThat(found().job().state().status()).isEqualTo(JobStatus.CANCELED);
  }

  @Test
  void whoAsksForAJobThatIsAboutToShowIsAnsweredWhenItDoes() throws Exception {
    Thread log =
        Thread.ofVirtual()
            .start(() -> {
              while (view.size() == 0) {
                view.confirm(Viewed.inLog(queued, 1));
              }
            });

    assertThat(view.find(TENANT, queued.header().id(), Duration.ofSeconds(5))).isPresent();
    log.join();
  }

  @Test
  void watchersAreToldOfEveryChangeUntilTheyLeave() {
    List<Viewed> told = new ArrayList<>();
    try (Watchers.Watch _ = view.watch(queued.header().id(), told::add)) {
      view.confirm(Viewed.inLog(queued, 1));
      view.confirm(Viewed.inLog(leased(queued), 2));
    }
    view.confirm(Viewed.inLog(leased(queued), 3));

    assertThat(told).extracting(v -> v.offset().getAsLong()).containsExactly(1L, 2L);
  }

  @Test
  void submitsThatTheLogNeverShowsDoNotFillTheMemory() {
    for (int i = 0; i < 10_100; i++) {
      view.overlay(Viewed.unanswered(job(i)));
    }

    assertThat(view.size()).isEqualTo(10_000);
  }

  private Viewed found() {
    return view.find(TENANT, queued.header().id()).orElseThrow();
  }

  private static JobRecord leased(JobRecord job) {
    return job.apply(
        new JobEvent.LeaseGranted(new Epoch(1), new WorkerId("w", 1), T0.plusSeconds(1)));
  }

  private static JobRecord job(int number) {
    JobHeader header =
        new JobHeader(
            JobId.ofRandom(new UUID(number, number), 0),
            TENANT,
            PoolRecord.DEFAULT,
            JobKind.NOOP,
            ModelRef.parse("noop"),
            JobHeader.DEFAULT_PRIORITY,
            Map.of(),
            T0);
    SpecRef spec = new SpecRef("k" + number, 0, number, Digest.of(new byte[] {1}));
    return JobRecord.accepted(header, spec, T0);
  }
}
