package dev.darkroom.storage.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.darkroom.storage.Golden;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.hook.DeliveryState.Delivered;
import dev.darkroom.storage.hook.DeliveryState.Event;
import dev.darkroom.storage.hook.DeliveryState.Failed;
import dev.darkroom.storage.hook.DeliveryState.Waiting;
import dev.darkroom.storage.log.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HookRecordsTest {
  private static final Instant AT = Samples.AT;
  private static final List<Event> EVENTS =
      List.of(
          new Event.Taken(AT),
          new Event.Missed(AT.plusSeconds(5), AT),
          new Event.GivenUp("exhausted", AT),
          new Event.Replayed(AT));

  @Test
  void theBytesOfEveryRecordAreThoseOfItsGoldenFile() {
    HookSamples.entries()
        .forEach(entry -> Golden.holds("hooks", Records.HOOK, entry, Golden.name(entry)));
    Golden.holds(
        "hooks",
        Records.HOOK,
        new HookEntry.Registered(HookSamples.sealedHook()),
        "registered-sealed");
    Golden.holds(
        "hooks",
        Records.HOOK,
        new HookEntry.Sending(HookSamples.delivery(new Delivered(AT))),
        "sending-delivered");
    Golden.holds(
        "hooks",
        Records.HOOK,
        new HookEntry.Sending(HookSamples.delivery(new Failed("gone", AT))),
        "sending-failed");
    Golden.holds("audit", Records.AUDIT, HookSamples.audit(), "entry");
    assertThat(HookSamples.entries())
        .extracting(Object::getClass)
        .containsAll(Arrays.asList(HookEntry.class.getPermittedSubclasses()));
  }

  @Test
  void everyGoldenFileOfWhateverAgeIsStillRead() throws IOException {
    for (Path file : Golden.files("hooks")) {
      assertThat(Records.HOOK.decode(Files.readAllBytes(file))).as("%s", file).isNotNull();
    }
  }

  @Test
  void aWaitingDeliveryIsTakenMissedOrGivenUp() {
    Waiting waiting = new Waiting(1, AT);

    assertThat(EVENTS)
        .extracting(event -> DeliveryState.apply(waiting, event))
        .containsExactly(
            new Delivered(AT),
            new Waiting(2, AT.plusSeconds(5)),
            new Failed("exhausted", AT),
            new Waiting(0, AT));
  }

  @Test
  void whatHasEndedIsOnlySentAgainWhenSomebodyAsks() {
    for (DeliveryState ended : List.of(new Delivered(AT), new Failed("gone", AT))) {
      assertThat(DeliveryState.apply(ended, EVENTS.getLast())).isEqualTo(new Waiting(0, AT));
      for (Event event : EVENTS.subList(0, 3)) {
        assertThatIllegalStateException().isThrownBy(() -> DeliveryState.apply(ended, event));
      }
    }
  }

  @Test
  void onlyTheLastAttemptKeepsItsAnswersBodyAndOnlySoManyAreKept() {
    Delivery tried = HookSamples.delivery(new Waiting(0, AT));
    HookAttempt attempt = tried.attempts().getFirst();
    for (int i = 0; i < 20; i++) {
      tried = tried.apply(new Event.Missed(AT, AT), Optional.of(attempt));
    }

    assertThat(tried.attempts()).hasSize(Delivery.MAX_ATTEMPTS);
    assertThat(tried.attempts()).filteredOn(a -> a.response().isPresent()).hasSize(1);
    assertThat(tried.attempts().getLast()).isEqualTo(attempt);
    assertThat(tried.version()).isEqualTo(22);
  }

  @Test
  void aFilterLetsPassWhatHasAllThatItAsksFor() {
    HookFilter filter = HookSamples.hook().filter();

    assertThat(filter.passes(Samples.header(Samples.job(1, 0)))).isFalse();
    assertThat(HookFilter.NONE.passes(Samples.header(Samples.job(1, 0)))).isTrue();
    assertThat(filter.passes(java.util.Map.of("project", "a", "more", "b"))).isTrue();
    assertThat(filter.passes(java.util.Map.of("project", "b"))).isFalse();
  }

  @Test
  void aWebhookWantsAnEventByItsNameItsFamilyOrAll() {
    assertThat(HookSamples.hook().wants("job.succeeded")).isTrue();
    assertThat(HookSamples.hook().wants("job.failed")).isFalse();
    assertThat(HookSamples.hook().wants("batch.completed")).isTrue();
  }
}
