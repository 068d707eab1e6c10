package dev.darkroom.gateway.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.batch.BatchEnd;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchTerms;
import dev.darkroom.storage.batch.Batches.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StandingsTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final BatchManifest BATCH =
      new BatchManifest(
          BatchId.of("batch_" + "0".repeat(32)),
          TenantId.of("default"),
          Digest.of(new byte[0]),
          10,
          3,
          3,
          Instant.EPOCH,
          BatchTerms.NONE);
  private static final Named NAMED = new Named(BATCH.tenant(), BATCH.id());

  private final Standings standings = new Standings(Thread::startVirtualThread);
  private final AtomicInteger looks = new AtomicInteger();
  private volatile int succeeded;
  private volatile boolean here;

  @Test
  void manyWatchersOfABatchHaveItLookedAtOnce() throws Exception {
    here = true;
    List<BatchWatch> watches = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      watches.add(watch());
    }

    succeeded = 1;
    standings.moved(NAMED);

    for (BatchWatch watch : watches) {
      assertThat(watch.next(SOON).orElseThrow().succeeded()).isEqualTo(1);
      watch.close();
    }
    assertThat(looks).hasValue(1);
    assertThat(standings.size()).isZero();
  }

  @Test
  void whatMovesAtAnotherGatewayIsSeenWithoutAWord() throws Exception {
    try (BatchWatch watch = watch()) {
      succeeded = 2;

      assertThat(watch.next(SOON).orElseThrow().succeeded()).isEqualTo(2);
    }
  }

  @Test
  void whoComesLateIsToldOfTheEndAndNobodyLooksAfterIt() throws Exception {
    try (BatchWatch watch = watch()) {
      BatchStanding first = standing();
      succeeded = 3;
      assertThat(watch.next(SOON).orElseThrow().end()).isPresent();
      int looked = looks.get();

      try (BatchWatch late = standings.watch(first, source())) {
        assertThat(late.next(SOON).orElseThrow().end()).isPresent();
        assertThat(late.next(Duration.ofMillis(1_200))).isEmpty();
      }
      assertThat(looks).hasValue(looked);
    }
    Awaitility.await().until(() -> standings.size() == 0);
  }

  private BatchWatch watch() {
    return standings.watch(standing(), source());
  }

  private Standings.Source source() {
    return new Standings.Source(
        _ -> {
          looks.incrementAndGet();
          return standing();
        },
        _ -> here);
  }

  private BatchStanding standing() {
    Instant now = Instant.now();
    return new BatchStanding(
        BATCH,
        BATCH.checked(),
        succeeded,
        0,
        Optional.empty(),
        succeeded == 3
            ? Optional.of(BatchEnd.of(BatchEnd.Outcome.COMPLETED, 3, 0, Optional.empty(), now))
            : Optional.empty(),
        Optional.empty(),
        now);
  }
}
