package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.client.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/** Faults that take long to show, or come in crowds. */
@Tag("long")
@Timeout(300)
class FaultMatrixTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LEASE = Duration.ofSeconds(4);

  @AfterEach
  void bringEverythingBack() {
    Ground.shared().kafka().up();
    Ground.shared().redis().up();
  }

  @Test
  void aWorkerThatSleptThroughItsLeaseChangesNothingWhenItWakes() throws Exception {
    try (Farmyard farm = Farmyard.withoutWorkers(LEASE)) {
      Child sleeper = farm.workerProcess("sleeper");
      Job job = farm.running(farm.noop(Duration.ofSeconds(6)));
      farm.worker("heir");

      sleeper.freeze();
      Job done = farm.ended(job);
      sleeper.thaw();
      Thread.sleep(LEASE.multipliedBy(3)); // it finds out, and joins again

      farm.assertFinishedByAnHeir(done);
      assertThat(farm.client().job(job.id()).timeline()).isEqualTo(done.timeline());
      Farmyard.assertSmoothLife(farm.ended(farm.noop(SHORT)));
    }
  }

  @Test
  void aJobThatOutlivesTwoWorkersIsTriedNoMore() throws Exception {
    try (Farmyard farm = Farmyard.withoutWorkers(LEASE)) {
      Job job = farm.noop(Duration.ofMinutes(5));
      for (String name : List.of("first", "second")) {
        Child victim = farm.workerProcess(name);
        farm.running(job);
        victim.kill();
        farm.until(job, j -> !j.status().equals("running"));
      }
      Job ended = farm.ended(job);
      assertThat(ended.status()).isEqualTo("failed");
      assertThat(ended.json().path("dead_letter").asBoolean()).isTrue();
      assertThat(ended.error()).isPresent();
    }
  }

  @Test
  void aKilledSchedulersFarmGoesOnUnderAnother() throws Exception {
    try (Farmyard farm = Farmyard.ofLease(Duration.ofSeconds(30))) {
      Child victim = farm.schedulerProcess("scheduler-1");
      farm.gatewayAndWorker();

      farm.assertNoJobIsDisturbedBy(() -> {
        victim.kill();
        farm.scheduler("scheduler-2");
      });
    }
  }

  @Test
  void aBrokerThatRestartsInMidJobLosesNothing() {
    try (Farmyard farm = Farmyard.complete(Duration.ofSeconds(60))) {
      Job running = farm.running(farm.noop(Duration.ofSeconds(4)));
      Job waiting = farm.noop(SHORT);

      Ground.shared().kafka().down();
      Ground.shared().kafka().up();

      assertThat(farm.ended(running).succeeded()).isTrue();
      assertThat(farm.ended(waiting).succeeded()).isTrue();
      assertThat(farm.ended(farm.noop(SHORT)).succeeded()).isTrue();
    }
  }

  @Test
  void aFlushedRedisForgetsProgressAndNothingElse() {
    try (Farmyard farm = Farmyard.complete(Duration.ofSeconds(10))) {
      Job ended = farm.ended(farm.noop(SHORT));
      Job running = farm.running(farm.noop(Duration.ofSeconds(4)));
      try (Jedis redis = new Jedis(Ground.shared().redis().server().url())) {
        redis.flushAll();
      }
      assertThat(farm.client().job(ended.id()).timeline()).isEqualTo(ended.timeline());
      farm.until(running, j -> j.json().path("progress").path("value").asDouble() > 0);
      Farmyard.assertSmoothLife(farm.ended(running));
    }
  }

  @Test
  void everyJobEndsOnceHoweverOftenWorkersAreKilled() throws Exception {
    try (Farmyard farm = Farmyard.withoutWorkers(LEASE)) {
      farm.worker("steady");
      List<Job> jobs =
          IntStream.range(0, 60).mapToObj(_ -> farm.noop(Duration.ofMillis(200))).toList();
      Random dice = new Random(7);
      List<Child> children = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        children.add(farm.workerProcess("victim-" + i % 2));
        Thread.sleep(1_500 + dice.nextInt(3_000));
        children.getLast().kill();
      }
      for (Job job : jobs) {
        Job ended = farm.ended(job);
        List<String> life = Farmyard.life(ended);
        assertThat(ended.status()).isIn("succeeded", "failed");
        // Only a job that two workers died of may be given up.
        assertThat(ended.status().equals("failed")).isEqualTo(life.contains("dead_letter"));
        assertThat(life).filteredOn(List.of("stored", "dead_letter")::contains).hasSize(1);
        assertThat(life.getLast()).isIn("stored", "dead_letter");
      }
    }
  }
}
