package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.gateway.Events.Event;
import dev.darkroom.gateway.http.HttpLimits;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.progress.ProgressEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** WebSockets, streams of all jobs of a tenant, and many watchers of whom some do not read. */
class WatchersTest extends FreshFarm {
  private static final String NOOP = "{\"kind\":\"noop\"}";

  @Test
  void aWebSocketTellsTheSameEventsUnderTheSameIds() throws Exception {
    JobId id = submitted(NOOP);
    try (Messages messages = client.messages("/v1/jobs/" + id + "/events");
        Events events = client.events(id)) {
      Event first = events.next().orElseThrow();
      JsonNode message = messages.next();
      farm.scheduler.start(id);
      String running = untilStatus(events, "running").id();
      assertThat(untilStatus(messages, "running").path("id").asText()).isEqualTo(running);
      step(id, 1, 0);
      farm.scheduler.apply(id, Jobs.succeeded(id));

      assertThat(message.path("id").asText()).isEqualTo(first.id());
      assertThat(message.path("event").asText()).isEqualTo("status");
      assertThat(message.path("data").path("id").asText()).isEqualTo(id.toString());
      List<Event> told = events.rest();
      List<JsonNode> rest = messages.rest();
      assertThat(rest)
          .extracting(m -> m.path("event").asText())
          .containsExactlyElementsOf(told.stream().map(Event::name).toList());
      assertThat(rest.getLast().path("id").asText()).isEqualTo(told.getLast().id());
      assertThat(messages.code()).isEqualTo(1000);
    }
  }

  @Test
  void aWebSocketGoesOnAtAnotherGatewayAfterTheIdInItsAddress() throws Exception {
    JobId id = submitted(NOOP);
    String last;
    try (Messages messages = client.messages("/v1/jobs/" + id + "/events")) {
      farm.scheduler.start(id);
      last = untilStatus(messages, "running").path("id").asText();
    }
    step(id, 1, 0);
    step(id, 2, 0);
    try (GatewayService other = farm.start(Farm.settings());
        Messages messages =
            at(other, id).messages("/v1/jobs/" + id + "/events?last_event_id=" + last)) {
      assertThat(messages.next().path("data").path("step").asInt()).isEqualTo(1);
      assertThat(messages.next().path("data").path("step").asInt()).isEqualTo(2);
    }
  }

  @Test
  void aWebSocketOfAnEndThatIsKnownIsClosedAtOnceAndAStrangersIsNotOpened() {
    JobId id = submitted(NOOP);
    farm.scheduler.start(id);
    farm.scheduler.apply(id, Jobs.succeeded(id));
    Awaitility.await().until(() -> status(id).equals("succeeded"));
    String last;
    try (Messages messages = client.messages("/v1/jobs/" + id + "/events")) {
      last = messages.rest().getLast().path("id").asText();
    }
    try (Messages again = client.messages("/v1/jobs/" + id + "/events?last_event_id=" + last)) {
      assertThat(again.code()).isEqualTo(1000);
      assertThat(again.rest()).isEmpty();
    }
    assertThat(catchThrowable(() -> farm.stranger().messages("/v1/jobs/" + id + "/events")))
        .hasMessageContaining("WebSocketHandshakeException");
  }

  @Test
  void theStreamOfATenantBeginsWithWhatHasNotEndedAndTellsEveryChangeOfItsOwn() {
    JobId first = submitted(NOOP);
    try (Events events = client.events("/v1/events");
        Events strangers = farm.stranger().events("/v1/events")) {
      assertThat(events.next().orElseThrow().data().path("id").asText())
          .isEqualTo(first.toString());
      Event ready = events.next().orElseThrow();
      assertThat(ready.name()).isEqualTo("ready");
      assertThat(ready.data().path("jobs").asInt()).isEqualTo(1);
      assertThat(strangers.next().orElseThrow().name()).isEqualTo("ready");

      JobId second = submitted(NOOP);
      farm.scheduler.start(second);

      assertThat(untilStatus(events, "running").data().path("id").asText())
          .isEqualTo(second.toString());
      farm.scheduler.apply(second, Jobs.succeeded(second));
      assertThat(untilStatus(events, "succeeded").data().path("outputs").size()).isEqualTo(1);
    }
  }

  @Test
  void theStreamOfATenantGoesOnAtAnotherGatewayAndMissesAndDoublesNothing() {
    List<JobId> jobs = new ArrayList<>();
    String last;
    try (Events events = client.events("/v1/events")) {
      last = events.next().orElseThrow().id();
      for (int i = 0; i < 8; i++) {
        jobs.add(submitted(NOOP));
        last = events.next().orElseThrow().id();
      }
    }
    for (JobId job : jobs.subList(2, 6)) {
      farm.scheduler.start(job);
    }
    try (GatewayService other = farm.start(Farm.settings());
        Events events = at(other, jobs.getLast()).events("/v1/events", "Last-Event-ID", last)) {
      List<String> missed = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        missed.add(told(events.next().orElseThrow()));
      }
      assertThat(missed)
          .containsExactlyInAnyOrderElementsOf(
              jobs.subList(2, 6).stream().map(job -> job + " running").toList());
      farm.scheduler.apply(jobs.get(3), Jobs.succeeded(jobs.get(3)));
      assertThat(told(events.next().orElseThrow())).isEqualTo(jobs.get(3) + " succeeded");
    }
  }

  @Test
  void theStreamOfATenantTellsOnlyWhatItsFiltersLetThrough() {
    try (Events album = client.events("/v1/events?metadata=album%3D7&status=running")) {
      assertThat(album.next().orElseThrow().name()).isEqualTo("ready");
      JobId other = submitted(NOOP);
      JobId seven = submitted("{\"kind\":\"noop\",\"metadata\":{\"album\":\"7\"}}");
      farm.scheduler.start(other);
      farm.scheduler.start(seven);

      assertThat(told(album.next().orElseThrow())).isEqualTo(seven + " running");
    }
    assertThat(client.get("/v1/events?metadata=album").code()).isEqualTo("invalid_parameter");
    assertThat(client.get("/v1/events?kind=dance").code()).isEqualTo("invalid_parameter");
    assertThat(client.get("/v1/events", "Last-Event-ID", "yesterday").code())
        .isEqualTo("invalid_header");
  }

  @Test
  void fiveWatchersThatStopReadingAreDroppedAndSlowNoneOfTheOtherFortyFive() throws Exception {
    GatewayService gateway = farm.start(Farm.settings().with(slowReaders(Duration.ofSeconds(2))));
    JobId id = submitted(NOOP);
    Client near = at(gateway, id);
    List<Socket> stalled = new ArrayList<>();
    try (gateway;
        ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 5; i++) {
        stalled.add(stalled(gateway, id));
      }
      List<Events> open = Stream.generate(() -> near.events(id)).limit(45).toList();
      open.forEach(events -> assertThat(events.next()).isPresent());
      Semaphore seen = new Semaphore(0);
      List<CompletableFuture<List<Integer>>> told =
          open.stream()
              .map(events -> CompletableFuture.supplyAsync(() -> previews(events, seen), readers))
              .toList();
      farm.scheduler.start(id);
      for (int step = 1; step <= 80; step++) {
        step(id, step, 60_000);
        assertThat(seen.tryAcquire(45, 10, TimeUnit.SECONDS))
            .as("step %d seen by all", step)
            .isTrue();
      }
      farm.scheduler.apply(id, Jobs.succeeded(id));

      for (CompletableFuture<List<Integer>> watcher : told) {
        assertThat(watcher.orTimeout(20, TimeUnit.SECONDS).join())
            .containsExactlyElementsOf(Stream.iterate(1, step -> step + 1).limit(80).toList());
      }
      TimeUnit.SECONDS.sleep(3); // to look is to read: by then they have taken nothing for too long
      for (Socket socket : stalled) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> isDropped(socket));
      }
    }
  }

  /** The steps of the previews until the stream ends; each is told to {@code seen} as it comes. */
  private static List<Integer> previews(Events events, Semaphore seen) {
    List<Integer> steps = new ArrayList<>();
    for (Optional<Event> event = events.next(); event.isPresent(); event = events.next()) {
      if (event.get().name().equals("preview")) {
        steps.add(event.get().data().path("step").asInt());
        seen.release();
      }
    }
    return steps;
  }

  private static HttpLimits slowReaders(Duration patience) {
    return HttpLimits.DEFAULT.with(
        new HttpLimits.Patience(patience, HttpLimits.Patience.DEFAULT.idle()));
  }

  /** A client that asks for a stream and never reads of it. */
  private static Socket stalled(GatewayService gateway, JobId id) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
    OutputStream out = socket.getOutputStream();
    out.write(
        ("GET /v1/jobs/%s/events HTTP/1.1\r\nHost: farm\r\nAuthorization: Bearer %s\r\n\r\n")
            .formatted(id, Farm.KEY)
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }

  /** Whether the server has cut it off: what it sends comes back as a reset or as an end. */
  private static boolean isDropped(Socket socket) {
    try {
      byte[] bytes = new byte[65_536];
      socket.setSoTimeout(200);
      while (socket.getInputStream().read(bytes) >= 0) {
        // What had been sent before it was cut off.
      }
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private JobId submitted(String body) {
    JobId id = client.submit(body).id();
    Awaitility.await().until(() -> status(id).equals("queued"));
    return id;
  }

  private String status(JobId id) {
    return client.get("/v1/jobs/" + id).json().path("status").asText();
  }

  private static String told(Event event) {
    return event.data().path("id").asText() + " " + event.data().path("status").asText();
  }

  private static Event untilStatus(Events events, String status) {
    Event event = events.next().orElseThrow();
    while (!event.data().path("status").asText().equals(status)) {
      event = events.next().orElseThrow();
    }
    return event;
  }

  private static JsonNode untilStatus(Messages messages, String status)
      throws InterruptedException {
    JsonNode message = messages.next();
    while (!message.path("data").path("status").asText().equals(status)) {
      message = messages.next();
    }
    return message;
  }

  private static Client at(GatewayService gateway, JobId id) {
    Client other = Client.of(gateway, Optional.of(Farm.KEY));
    Awaitility.await().until(() -> other.get("/v1/jobs/" + id).status() == 200);
    return other;
  }

  /** The run has come to a step: with a preview of so many bytes, or without. */
  private void step(JobId id, int step, int previewBytes) {
    farm.progress.publish(
        previewBytes == 0
            ? new ProgressEvent.Progress(
                id,
                new Epoch(1),
                step / 20.0,
                step,
                20,
                "denoising",
                Optional.empty(),
                FakeScheduler.now())
            : new ProgressEvent.Preview(
                id, new Epoch(1), step, "image/png", new byte[previewBytes], FakeScheduler.now()));
  }
}
