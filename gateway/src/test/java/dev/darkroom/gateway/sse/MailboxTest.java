package dev.darkroom.gateway.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.Epoch;
import dev.darkroom.job.JobId;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.ProgressId;
import dev.darkroom.storage.progress.ProgressRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private static final JobId JOB = JobId.ofRandom(new UUID(1, 1), 0);

  private final Mailbox mailbox = new Mailbox();

  @Test
  void aSlowReaderMissesOldProgressAndNotTheNewest() throws Exception {
    for (int step = 1; step <= Mailbox.CAPACITY + 10; step++) {
      mailbox.put(moved(step));
    }

    assertThat(stepOf(mailbox.take(Duration.ZERO))).isEqualTo(11);
    for (int i = 0; i < Mailbox.CAPACITY - 2; i++) {
      var _ = mailbox.take(Duration.ZERO);
    }
    assertThat(stepOf(mailbox.take(Duration.ZERO))).isEqualTo(Mailbox.CAPACITY + 10);
    assertThat(mailbox.take(Duration.ZERO)).isEmpty();
  }

  @Test
  void whoWaitsIsWokenByALetterAndByTheEnd() throws Exception {
    Thread.ofVirtual().start(() -> mailbox.put(moved(1)));
    assertThat(mailbox.take(Duration.ofSeconds(5))).isPresent();

    Thread.ofVirtual().start(mailbox::close);
    assertThat(mailbox.take(Duration.ofSeconds(5))).isEmpty();
    assertThat(mailbox.closed()).isTrue();
  }

  private static int stepOf(Optional<Letter> letter) {
    Letter.Moved moved = (Letter.Moved) letter.orElseThrow();
    return ((ProgressEvent.Progress) moved.record().event()).step();
  }

  private static Letter moved(int step) {
    return new Letter.Moved(
        new ProgressRecord(
            new ProgressId(step, 0),
            new ProgressEvent.Progress(
                JOB, new Epoch(1), 0, step, 100, "", Optional.empty(), Instant.EPOCH)));
  }
}
