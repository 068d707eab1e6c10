package dev.darkroom.gateway.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final Mailbox<String> mailbox = new Mailbox<>(3, letter -> letter.substring(0, 1));

  @Test
  void lettersComeOutInTheOrderInWhichTheyCame() throws Exception {
    mailbox.put("a1");
    mailbox.put("b1");

    assertThat(next()).contains("a1");
    assertThat(next()).contains("b1");
    assertThat(next()).isEmpty();
    assertThat(mailbox.full()).isFalse();
  }

  @Test
  void aLaterLetterAboutTheSameTakesTheEarliersPlaceAtTheEnd() throws Exception {
    mailbox.put("a1");
    mailbox.put("b1");
    mailbox.put("a2");

    assertThat(next()).contains("b1");
    assertThat(next()).contains("a2");
    assertThat(next()).isEmpty();
  }

  @Test
  void whoDoesNotKeepUpIsToldNothingMoreAndNotAPartOfIt() throws Exception {
    mailbox.put("a");
    mailbox.put("b");
    mailbox.put("c");
    mailbox.put("d");
    mailbox.put("e");

    assertThat(mailbox.full()).isTrue();
    assertThat(next()).isEmpty();
  }

  @Test
  void whoWaitsIsWokenByALetterAndByTheEnd() throws Exception {
    Thread.ofVirtual().start(() -> mailbox.put("a"));
    assertThat(mailbox.take(Duration.ofSeconds(5))).isPresent();

    Thread.ofVirtual().start(mailbox::close);
    assertThat(mailbox.take(Duration.ofSeconds(5))).isEmpty();
    assertThat(mailbox.closed()).isTrue();
  }

  private Optional<String> next() throws InterruptedException {
    return mailbox.take(Duration.ZERO);
  }
}
