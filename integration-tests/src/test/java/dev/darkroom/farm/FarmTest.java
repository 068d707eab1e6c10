package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmRefused;
import dev.darkroom.client.Job;
import dev.darkroom.farm.EventStream.Event;
import java.time.Duration;
import java.util.ArrayList;
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
  void whoWatchesAGatewayThatIsKilledGoesOnAtAnotherWithoutALossOrARepeat() throws Exception {
    Child doomed = farm.process("gateway");
    FarmAddress there = new FarmAddress(Farmyard.urlOf(doomed), farm.address().key());
    Job job = farm.running(farm.noop(Duration.ofSeconds(6)));
    try (EventStream witness = EventStream.open(farm.address(), job.id(), Optional.empty())) {
      List<Event> stream = new ArrayList<>();
      List<Event> socket = new ArrayList<>();
      try (EventStream events = EventStream.open(there, job.id(), Optional.empty());
          EventSocket messages = EventSocket.open(there, job.id(), Optional.empty())) {
        stream.addAll(events.upTo(event -> event.name().equals("progress")));
        socket.addAll(messages.upTo(event -> event.name().equals("progress")));
        doomed.kill();
      }

      Optional<String> heard = Optional.of(stream.getLast().id());
      try (EventStream events = EventStream.open(farm.address(), job.id(), heard)) {
        stream.addAll(events.upTo(event -> event.says("succeeded")));
      }
      Optional<String> read = Optional.of(socket.getLast().id());
      try (EventSocket messages = EventSocket.open(farm.address(), job.id(), read)) {
        socket.addAll(messages.upTo(event -> event.says("succeeded")));
      }

      List<Event> all = witness.upTo(event -> event.says("succeeded"));
      assertThat(statuses(stream)).isEqualTo(statuses(socket)).isEqualTo(statuses(all));
      assertThat(progress(all)).hasSizeGreaterThan(3);
      assertThat(progress(all)).endsWith(progress(stream).toArray(JsonNode[]::new));
      assertThat(progress(all)).endsWith(progress(socket).toArray(JsonNode[]::new));
    }
  }

  private static List<String> statuses(List<Event> events) {
    return events.stream()
        .filter(event -> event.name().equals("status"))
        .map(event -> event.data().path("status").asText())
        .toList();
  }

  private static List<JsonNode> progress(List<Event> events) {
    return events.stream()
        .filter(event -> event.name().equals("progress"))
        .map(Event::data)
        .toList();
  }
}
