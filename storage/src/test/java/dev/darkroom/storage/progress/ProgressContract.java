package dev.darkroom.storage.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every channel of progress keeps to. Each test has a channel of its own. */
public abstract class ProgressContract {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final JobId JOB = Samples.job(1, 0);
  private static final JobId OTHER = Samples.job(2, 3);

  /** Both ends of one channel. */
  public record Channel(ProgressPublisher publisher, ProgressReader reader) {}

  private Channel channel;

  /** A fresh channel. */
  protected abstract Channel open();

  @BeforeEach
  void openChannel() {
    channel = open();
  }

  @AfterEach
  void closeChannel() {
    channel.publisher().close();
    channel.reader().close();
  }

  @Test
  void aJobThatNobodySpokeOfHasNoProgress() {
    assertThat(channel.reader().snapshot(JOB)).isEqualTo(ProgressSnapshot.EMPTY);
    assertThat(channel.reader().replay(JOB, ProgressId.ZERO, 10)).isEmpty();
  }

  @Test
  void aSnapshotHoldsTheLatestProgressAndTheLatestPreview() {
    publish(progress(JOB, 1), preview(JOB, 1), preview(JOB, 2), progress(JOB, 3));
    awaitLast(JOB, progress(JOB, 3));
    ProgressSnapshot snapshot = channel.reader().snapshot(JOB);
    assertThat(snapshot.progress().map(ProgressRecord::event)).contains(progress(JOB, 3));
    assertThat(snapshot.preview().map(ProgressRecord::event)).contains(preview(JOB, 2));
    assertThat(snapshot.last()).isEqualTo(snapshot.progress().orElseThrow().id());
  }

  @Test
  void aReplayGoesOnAfterTheIdThatAClientSawLast() {
    ProgressEvent[] all =
        IntStream.rangeClosed(1, 20)
            .mapToObj(step -> progress(JOB, step))
            .toArray(ProgressEvent[]::new);
    publish(all);
    awaitLast(JOB, progress(JOB, 20));
    List<ProgressRecord> whole = channel.reader().replay(JOB, ProgressId.ZERO, 100);
    assertThat(whole).extracting(ProgressRecord::event).containsExactly(all);
    assertThat(whole).extracting(ProgressRecord::id).isSorted().doesNotHaveDuplicates();
    List<ProgressRecord> rest = channel.reader().replay(JOB, whole.get(11).id(), 5);
    assertThat(rest).isEqualTo(whole.subList(12, 17));
  }

  @Test
  void aReplayEndsWithTheLatestPreview() {
    publish(progress(JOB, 1), preview(JOB, 1));
    awaitPreview(JOB, preview(JOB, 1));
    assertThat(channel.reader().replay(JOB, ProgressId.ZERO, 100))
        .extracting(ProgressRecord::event)
        .containsExactly(progress(JOB, 1), preview(JOB, 1));
  }

  @Test
  void aSubscriptionHearsEveryJobFromItsBeginningOn() throws Exception {
    publish(progress(JOB, 1));
    awaitLast(JOB, progress(JOB, 1));
    List<ProgressRecord> heard = Collections.synchronizedList(new ArrayList<>());
    try (var _ = channel.reader().subscribe(heard::add)) {
      publish(progress(JOB, 2), progress(OTHER, 1), preview(JOB, 2));
      await().atMost(SOON).until(() -> heard.size() >= 3);
      assertThat(heard)
          .extracting(ProgressRecord::event)
          .containsExactlyInAnyOrder(progress(JOB, 2), progress(OTHER, 1), preview(JOB, 2));
      assertThat(heard.stream().filter(r -> r.event().job().equals(JOB)))
          .extracting(ProgressRecord::event)
          .containsExactly(progress(JOB, 2), preview(JOB, 2));
    }
    publish(progress(JOB, 3));
    awaitLast(JOB, progress(JOB, 3));
    assertThat(heard).hasSize(3);
  }

  @Test
  void aSubscriptionAndAReplayCallAnEventByTheSameId() throws Exception {
    List<ProgressRecord> heard = Collections.synchronizedList(new ArrayList<>());
    try (var _ = channel.reader().subscribe(heard::add)) {
      publish(progress(JOB, 1), progress(JOB, 2));
      await().atMost(SOON).until(() -> heard.size() >= 2);
    }
    assertThat(channel.reader().replay(JOB, ProgressId.ZERO, 10)).isEqualTo(heard);
  }

  @Test
  void aListenerThatFailsHearsTheNextEventNevertheless() throws Exception {
    List<ProgressEvent> heard = Collections.synchronizedList(new ArrayList<>());
    try (var _ =
        channel
            .reader()
            .subscribe(record -> {
              heard.add(record.event());
              if (heard.size() == 1) {
                throw new IllegalStateException("the test's listener fails once");
              }
            })) {
      publish(progress(JOB, 1));
      publish(progress(JOB, 2));
      await().atMost(SOON).until(() -> heard.size() >= 2);
    }
    assertThat(heard).containsExactly(progress(JOB, 1), progress(JOB, 2));
  }

  @Test
  void nothingIsDroppedWhileAllIsWell() {
    publish(progress(JOB, 1), preview(JOB, 1));
    awaitPreview(JOB, preview(JOB, 1));
    assertThat(channel.publisher().dropped()).isZero();
  }

  protected static ProgressEvent progress(JobId job, int step) {
    return new ProgressEvent.Progress(
        job,
        Epoch.of(1),
        step / 20.0,
        step,
        20,
        "sampling",
        Optional.of(Duration.ofMillis(1_500)),
        Samples.AT.plusMillis(step));
  }

  protected static ProgressEvent preview(JobId job, int step) {
    byte[] bytes = {(byte) 0x89, 'P', 'N', 'G', (byte) step, 0, -1};
    return new ProgressEvent.Preview(
        job, Epoch.of(1), step, "image/png", bytes, Samples.AT.plusMillis(step));
  }

  private void publish(ProgressEvent... events) {
    for (ProgressEvent event : events) {
      channel.publisher().publish(event);
    }
  }

  private void awaitLast(JobId job, ProgressEvent event) {
    await()
        .atMost(SOON)
        .until(() ->
            channel
                .reader()
                .snapshot(job)
                .progress()
                .map(ProgressRecord::event)
                .filter(event::equals)
                .isPresent());
  }

  private void awaitPreview(JobId job, ProgressEvent event) {
    await()
        .atMost(SOON)
        .until(() ->
            channel
                .reader()
                .snapshot(job)
                .preview()
                .map(ProgressRecord::event)
                .filter(event::equals)
                .isPresent());
  }
}
