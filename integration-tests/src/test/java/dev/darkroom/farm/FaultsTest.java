package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.darkroom.client.Job;
import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.deploy.embedded.FreePorts;
import dev.darkroom.deploy.farm.GatewayPart;
import dev.darkroom.deploy.farm.WorkerPart;
import dev.darkroom.scheduler.runtime.SchedulerService;
import dev.darkroom.storage.StorageException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of accepted jobs when parts of a farm go wrong, one at a time. */
@Timeout(150)
class FaultsTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @AfterEach
  void bringEverythingBack() {
    Ground.shared().redis().up();
    Ground.shared().s3().up();
  }

  @Test
  void aKilledWorkersJobIsFinishedByAnotherAndShownOnce() throws Exception {
    try (Farmyard farm = Farmyard.withoutWorkers(Duration.ofSeconds(4))) {
      Child victim = farm.workerProcess("victim");
      Job job = farm.running(farm.noop(Duration.ofSeconds(6)));
      farm.worker("heir");

      victim.kill();

      Job done = farm.ended(job);
      farm.assertFinishedByAnHeir(done);
    }
  }

  @Test
  void aSchedulerThatIsReplacedInMidJobLosesNothingAndDisturbsNoRun() throws Exception {
    try (Farmyard farm = Farmyard.ofLease(Duration.ofSeconds(20))) {
      SchedulerService first = farm.scheduler("scheduler-1");
      farm.gatewayAndWorker();

      farm.assertNoJobIsDisturbedBy(() -> {
        first.close();
        farm.scheduler("scheduler-2");
      });
    }
  }

  @Test
  void aFrozenSchedulerIsTakenOverAndFencedWhenItWakes() throws Exception {
    try (Farmyard farm = Farmyard.ofLease(Duration.ofSeconds(30))) {
      Child zombie = farm.schedulerProcess("scheduler-1");
      farm.gatewayAndWorker();

      farm.assertNoJobIsDisturbedBy(() -> {
        zombie.freeze();
        SchedulerService heir = farm.scheduler("scheduler-2");
        await().atMost(Farmyard.PATIENCE).until(heir::partitions, Set.of(0, 1)::equals);
      });

      zombie.thaw();
      for (int i = 0; i < 5; i++) {
        Farmyard.assertSmoothLife(farm.ended(farm.noop(SHORT)));
      }
    }
  }

  @Test
  void whatAKilledSchedulerOwnedGoesToOneThatStandsByWithAllItsJobs() throws Exception {
    try (Farmyard farm = Farmyard.ofLease(Duration.ofSeconds(30))) {
      Child first = farm.schedulerProcess("scheduler-1");
      farm.gateway();
      SchedulerService heir = farm.scheduler("scheduler-2");
      await().atMost(Farmyard.PATIENCE).until(heir::standingBy);
      List<Job> jobs = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        jobs.add(farm.noop(SHORT));
      }

      first.kill();

      await().atMost(Farmyard.PATIENCE).until(heir::partitions, Set.of(0, 1)::equals);
      await().atMost(Farmyard.PATIENCE).until(heir::caughtUp);
      assertThat(heir.states().stream().mapToInt(state -> state.jobs().size()).sum()).isEqualTo(12);
      farm.worker("worker-1");
      for (Job job : jobs) {
        Farmyard.assertSmoothLife(farm.ended(job));
      }
    }
  }

  @Test
  void aSchedulerThatHitsABugInItsLoopTakesThePartitionOverAgainAndGoesOn() {
    AtomicInteger bugs = new AtomicInteger(3);
    RandomGenerator dice =
        () -> {
          if (bugs.getAndDecrement() > 0) {
            throw new IllegalStateException("a planted bug");
          }
          return 42;
        };
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Farmyard farm = Farmyard.ofLease(Duration.ofSeconds(10))) {
      farm.scheduler("scheduler-1", dice, registry);
      farm.gatewayAndWorker();

      Farmyard.assertSmoothLife(farm.ended(farm.noop(SHORT)));

      double failed =
          registry.find("darkroom.scheduler.interrupted").tag("how", "failed").counters().stream()
              .mapToDouble(Counter::count)
              .sum();
      assertThat(failed).isEqualTo(3);
    }
  }

  @Test
  void withoutRedisJobsGoOnAndProgressComesBackWithIt() throws Exception {
    try (Farmyard farm = Farmyard.complete(Duration.ofSeconds(10))) {
      Job job = farm.running(farm.noop(Duration.ofSeconds(2)));
      Ground.shared().redis().down();
      Farmyard.assertSmoothLife(farm.ended(job));
      Farmyard.assertSmoothLife(farm.ended(farm.noop(SHORT)));

      Ground.shared().redis().up();
      Job watched = farm.noop(Duration.ofMinutes(2));
      farm.until(watched, j -> j.json().path("progress").path("value").asDouble() > 0);
      farm.client().cancel(watched.id());
      assertThat(farm.ended(watched).status()).isEqualTo("canceled");
    }
  }

  @Test
  void anOutputWaitsForAStoreThatIsDownAndIsStoredByTheSameRun() throws Exception {
    try (Farmyard farm = Farmyard.complete(Duration.ofSeconds(10))) {
      Ground.shared().s3().down();
      Job job = farm.running(farm.noop(SHORT));
      Thread.sleep(1_500); // a few tries
      assertThat(farm.client().job(job.id()).status()).isEqualTo("running");

      Ground.shared().s3().up();

      Job done = farm.ended(job);
      Farmyard.assertSmoothLife(done);
      assertThat(farm.hasManifest(done, 1)).isTrue();
    }
  }

  @Test
  void withoutABrokerEveryPartSaysSoAndEnds() throws Exception {
    String nowhere = "127.0.0.1:" + FreePorts.find();
    try (Farmyard farm = Farmyard.ofLease(Duration.ofSeconds(10))) {
      FarmSettings settings =
          farm.settings(Map.of("kafka.bootstrap", nowhere, "kafka.connect-timeout", "2s"));
      assertUnreachable(nowhere, () -> WorkerPart.start(settings));
      assertUnreachable(nowhere, () -> GatewayPart.start(settings));
      assertUnreachable(
          nowhere, () -> SchedulerService.start(settings.scheduler(), new SimpleMeterRegistry()));

      Child alone =
          farm.process("scheduler", "--kafka.bootstrap=" + nowhere, "--kafka.connect-timeout=2s");
      assertThat(alone.await()).isEqualTo(1);
      assertThat(alone.said().lines().filter(line -> line.startsWith("darkroom: ")))
          .singleElement(as(STRING))
          .contains(nowhere, "kafka.bootstrap");
    }
  }

  private interface Start {
    AutoCloseable start() throws Exception;
  }

  private static void assertUnreachable(String address, Start part) {
    assertThatThrownBy(part::start)
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> assertThat(e.code()).isEqualTo(StorageException.Code.UNAVAILABLE))
        .hasMessageContaining(address);
  }
}
