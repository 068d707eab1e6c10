package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.client.FarmRefused;
import dev.darkroom.client.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client sees of a farm where nothing goes wrong. */
@Timeout(120)
class FarmTest {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(5);

  private static Farmyard farm;

  @BeforeAll
  static void start() {
    farm = Farmyard.complete(LEASE);
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @Test
  void aJobGoesThroughTheWholeFarm() {
    Job done = farm.ended(farm.noop(SHORT));
    Farmyard.assertSmoothLife(done);
    assertThat(done.json().path("metrics").path("execution_ms").asLong()).isPositive();
    assertThat(farm.hasManifest(done, 1)).isTrue();
  }

  @Test
  void aJobIsThereAsSoonAsItIsAccepted() {
    Job accepted = farm.noop(SHORT);
    assertThat(farm.client().job(accepted.id()).id()).isEqualTo(accepted.id());
    assertThat(farm.ended(accepted).succeeded()).isTrue();
  }

  @Test
  void aSubmitThatIsRepeatedUnderItsKeyIsTheSameJob() {
    Optional<String> key = Optional.of("order-66");
    Job first = farm.client().submit(Farmyard.noopBody(SHORT), key);
    Job again = farm.client().submit(Farmyard.noopBody(SHORT), key);
    assertThat(again.id()).isEqualTo(first.id());
    Farmyard.assertSmoothLife(farm.ended(first));
    Job afterItsEnd = farm.client().submit(Farmyard.noopBody(SHORT), key);
    assertThat(afterItsEnd.id()).isEqualTo(first.id());
  }

  @Test
  void anotherSubmitUnderAUsedKeyIsRefused() {
    Optional<String> key = Optional.of("order-67");
    Job first = farm.client().submit(Farmyard.noopBody(SHORT), key);
    assertThatThrownBy(() -> farm.client().submit(Farmyard.noopBody(LONG), key))
        .isInstanceOfSatisfying(
            FarmRefused.class, refused -> assertThat(refused.status()).isEqualTo(422));
    assertThat(farm.ended(first).succeeded()).isTrue();
  }

  @Test
  void aRunningJobIsCanceledAndItsWorkerIsFreeAgain() {
    Job job = farm.running(farm.noop(LONG));
    assertThat(farm.client().cancel(job.id()).status()).isIn("canceling", "canceled");
    Job ended = farm.ended(job);
    assertThat(ended.status()).isEqualTo("canceled");
    assertThat(farm.hasManifest(ended, 1)).isFalse();
    assertThat(farm.ended(farm.noop(SHORT)).succeeded()).isTrue();
  }

  @Test
  void aWaitingJobIsCanceledWithoutEverRunning() {
    Job busy = farm.running(farm.noop(LONG));
    Job waiting = farm.noop(SHORT);
    Job canceled = farm.client().cancel(waiting.id());
    assertThat(farm.ended(canceled).status()).isEqualTo("canceled");
    assertThat(Farmyard.life(farm.ended(canceled))).containsExactly("queued", "canceled");
    farm.client().cancel(busy.id());
    assertThat(farm.ended(busy).status()).isEqualTo("canceled");
  }

  @Test
  void anEventStreamThatBreaksGoesOnAtAnotherGatewayWithoutALossOrARepeat() throws Exception {
    Job job = farm.noop(Duration.ofSeconds(3));
    List<EventStream.Event> before;
    try (EventStream stream = EventStream.open(farm.address(), job.id(), Optional.empty())) {
      before = stream.upTo(event -> event.name().equals("progress"));
    }
    farm.gateway();
    List<EventStream.Event> after;
    Optional<String> last = Optional.of(before.getLast().id());
    try (EventStream stream = EventStream.open(farm.latestAddress(), job.id(), last)) {
      after = stream.upTo(event -> event.says("succeeded"));
    }
    assertThat(after)
        .extracting(EventStream.Event::id)
        .doesNotContainAnyElementsOf(before.stream().map(EventStream.Event::id).toList());
    assertThat(after)
        .filteredOn(event -> event.name().equals("progress"))
        .extracting(event -> event.data().path("value").asDouble())
        .isSorted()
        .allMatch(value -> value > before.getLast().data().path("value").asDouble());
  }
}
