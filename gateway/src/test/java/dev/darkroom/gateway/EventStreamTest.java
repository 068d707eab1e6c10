package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.gateway.Events.Event;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.progress.ProgressEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamTest extends FreshFarm {
  private JobId id;

  @BeforeEach
  void submit() {
    id = client.submit("{\"kind\":\"noop\"}").id();
    Awaitility.await().until(() -> inView("queued"));
  }

  @Test
  void aWatcherSeesTheWholeLifeOfAJobAndThenTheEnd() {
    try (Events events = client.events(id)) {
      Event snapshot = events.next().orElseThrow();
      farm.scheduler.start(id);
      Event running = untilStatus(events, "running");
      progress(3);
      preview();
      Event progress = events.next().orElseThrow();
      Event preview = events.next().orElseThrow();
      farm.scheduler.apply(id, Jobs.succeeded(id));
      List<Event> end = events.rest();

      assertThat(snapshot.name()).isEqualTo("status");
      assertThat(snapshot.data().path("status").asText()).isEqualTo("queued");
      assertThat(running.data().path("id").asText()).isEqualTo(id.toString());
      assertThat(progress.name()).isEqualTo("progress");
      assertThat(progress.data().path("step").asInt()).isEqualTo(3);
      assertThat(progress.data().path("steps").asInt()).isEqualTo(20);
      assertThat(preview.name()).isEqualTo("preview");
      assertThat(preview.data().path("data").asText()).isEqualTo("AQID");
      assertThat(end).extracting(Event::name).containsExactly("output", "status");
      assertThat(end.getFirst().data().path("name").asText()).isEqualTo("0.png");
      assertThat(end.getLast().data().path("status").asText()).isEqualTo("succeeded");
    }
  }

  @Test
  void whoComesLateIsToldWhereTheJobStandsAndTheLatestOfEach() {
    farm.scheduler.start(id);
    progress(1);
    progress(2);
    preview();
    progress(3);
    Awaitility.await().until(() -> inView("running"));

    try (Events events = client.events(id)) {
      List<Event> first =
          List.of(
              events.next().orElseThrow(),
              events.next().orElseThrow(),
              events.next().orElseThrow());

      assertThat(first).extracting(Event::name).containsExactly("status", "preview", "progress");
      assertThat(first.getLast().data().path("step").asInt()).isEqualTo(3);
    }
  }

  @Test
  void whoComesBackIsToldWhatItMissedAndNothingTwiceOnAnyGateway() {
    farm.scheduler.start(id);
    Awaitility.await().until(() -> inView("running"));
    String last;
    try (Events events = client.events(id)) {
      assertThat(events.next().orElseThrow().name()).isEqualTo("status");
      progress(1);
      last = events.next().orElseThrow().id();
    }
    progress(2);
    progress(3);
    try (GatewayService other = farm.start(Farm.settings());
        Events events = at(other).events(id, "Last-Event-ID", last)) {
      Event second = events.next().orElseThrow();
      Event third = events.next().orElseThrow();
      farm.scheduler.apply(id, Jobs.succeeded(id));

      assertThat(second.name()).isEqualTo("progress");
      assertThat(second.data().path("step").asInt()).isEqualTo(2);
      assertThat(third.data().path("step").asInt()).isEqualTo(3);
      assertThat(events.rest()).extracting(Event::name).containsExactly("output", "status");
    }
  }

  @Test
  void idsRiseAndCarryTheLogsOffset() {
    try (Events events = client.events(id)) {
      Event queued = events.next().orElseThrow();
      farm.scheduler.start(id);
      Event running = untilStatus(events, "running");

      assertThat(queued.id()).matches("\\d+-0");
      assertThat(offset(running)).isGreaterThan(offset(queued));
    }
  }

  @Test
  void theStreamOfAFinishedJobTellsItsEndAndStops() {
    farm.scheduler.start(id);
    farm.scheduler.apply(id, Jobs.succeeded(id));
    Awaitility.await().until(() -> inView("succeeded"));

    String last;
    try (Events events = client.events(id)) {
      List<Event> all = events.rest();
      assertThat(all).extracting(Event::name).containsExactly("output", "status");
      last = all.getLast().id();
    }
    try (Events again = client.events(id, "Last-Event-ID", last)) {
      assertThat(again.status()).isEqualTo(204);
    }
  }

  @Test
  void aSilentStreamIsKeptAliveByHeartbeats() {
    try (Events events = client.events(id)) {
      assertThat(events.next()).isPresent();
      var next = CompletableFuture.supplyAsync(events::next);
      Awaitility.await().until(() -> events.comments() >= 2);

      farm.scheduler.start(id);

      assertThat(next.join()).map(Event::name).contains("status");
    }
  }

  @Test
  void anIdThatIsNoneIsRefused() {
    Client.Answer answer = client.get("/v1/jobs/" + id + "/events", "Last-Event-ID", "yesterday");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("invalid_header");
    assertThat(answer.param()).isEqualTo("Last-Event-ID");
  }

  @Test
  void whereTheGatewayStopsItsStreamsEnd() {
    GatewayService other = farm.start(Farm.settings());
    try (Events events = at(other).events(id)) {
      assertThat(events.next()).isPresent();

      other.close();

      assertThat(events.rest()).isEmpty();
    }
  }

  /** A client of another gateway, once that has seen the job. */
  private Client at(GatewayService gateway) {
    Client other = Client.of(gateway, Optional.of(Farm.KEY));
    Awaitility.await().until(() -> other.get("/v1/jobs/" + id).status() == 200);
    return other;
  }

  private void progress(int step) {
    farm.progress.publish(
        new ProgressEvent.Progress(
            id,
            new Epoch(1),
            step / 20.0,
            step,
            20,
            "denoising",
            Optional.empty(),
            FakeScheduler.now()));
  }

  private void preview() {
    farm.progress.publish(
        new ProgressEvent.Preview(
            id, new Epoch(1), 3, "image/png", new byte[] {1, 2, 3}, FakeScheduler.now()));
  }

  @Test
  void linesOfTheLogAndFilesThatAreStoredMeanwhileAreToldOfAsTheyCome() {
    try (Events events = client.events(id)) {
      farm.scheduler.start(id);
      untilStatus(events, "running");
      farm.progress.publish(
          new ProgressEvent.Line(
              id,
              new Epoch(1),
              ProgressEvent.Line.Level.INFO,
              "saved after step 100",
              FakeScheduler.now()));
      Event line = events.next().orElseThrow();
      farm.scheduler.apply(
          id,
          new JobEvent.OutputsAdded(
              List.of(((JobEvent.Succeeded) Jobs.succeeded(id)).outputs().getFirst()),
              FakeScheduler.now()));
      Event output = events.next().orElseThrow();
      farm.scheduler.apply(id, Jobs.succeeded(id));
      List<Event> end = events.rest();

      assertThat(line.name()).isEqualTo("log");
      assertThat(line.data().path("message").asText()).isEqualTo("saved after step 100");
      assertThat(line.data().path("run").asInt()).isEqualTo(1);
      assertThat(output.name()).isEqualTo("output");
      assertThat(output.data().path("name").asText()).isEqualTo("0.png");
      assertThat(end).extracting(Event::name).doesNotContain("output").endsWith("status");
    }
  }

  private boolean inView(String status) {
    return client.get("/v1/jobs?status=" + status).json().path("data").size() == 1;
  }

  private static Event untilStatus(Events events, String status) {
    Event event = events.next().orElseThrow();
    while (!event.data().path("status").asText().equals(status)) {
      event = events.next().orElseThrow();
    }
    return event;
  }

  private static long offset(Event event) {
    return Long.parseLong(event.id().substring(0, event.id().indexOf('-')));
  }
}
