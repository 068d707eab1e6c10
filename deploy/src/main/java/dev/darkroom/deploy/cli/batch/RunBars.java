package dev.darkroom.deploy.cli.batch;

import dev.darkroom.client.Batch;
import dev.darkroom.client.run.RunEvent;
import dev.darkroom.deploy.cli.common.Bars;
import dev.darkroom.deploy.cli.common.Pace;
import dev.darkroom.deploy.cli.common.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** For a terminal: a bar of what is sent, one of the lines that have ended, one of what is here. */
final class RunBars extends RunView {
  private static final Duration FRAME = Duration.ofMillis(100);

  private final Bars bars;
  private final InstantSource clock;
  private final Pace ends = new Pace();
  private final Pace bytes = new Pace();
  private Optional<RunEvent.Sent> sent = Optional.empty();
  private Optional<Batch> batch = Optional.empty();
  private Instant shown = Instant.EPOCH;
  private int landed;
  private long received;
  private String note = "";

  RunBars(Bars bars, InstantSource clock) {
    this.bars = bars;
    this.clock = clock;
  }

  @Override
  void show(RunEvent event) {
    Instant now = clock.instant();
    switch (event) {
      case RunEvent.Recalled _ -> landed++;
      case RunEvent.Sent part -> sent = Optional.of(part);
      case RunEvent.Accepted accepted -> {
        sent = Optional.empty();
        batch = Optional.of(accepted.batch());
      }
      case RunEvent.Standing standing -> {
        batch = Optional.of(standing.batch());
        ends.at(now, standing.batch().completed() + standing.batch().failed());
      }
      case RunEvent.Received part -> {
        received += part.bytes();
        bytes.at(now, (double) received);
      }
      case RunEvent.Landed _ -> landed++;
      case RunEvent.Missed(String customId, String why) -> note = customId + ": " + why;
    }
    if (!now.isBefore(shown.plus(FRAME))) {
      shown = now;
      bars.show(lines());
    }
  }

  @Override
  void end() {
    bars.clear();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    sent.ifPresent(part ->
        lines.add(
            "sent   %s  %s of %s"
                .formatted(
                    Bars.bar((double) part.bytes() / Math.max(1, part.ofBytes())),
                    Terminal.size(part.bytes()),
                    Terminal.size(part.ofBytes()))));
    batch.ifPresent(b -> {
      int ended = b.completed() + b.failed();
      lines.add(
          "drawn  %s  %d of %d%s%s%s"
              .formatted(
                  Bars.bar((double) ended / Math.max(1, b.total())),
                  ended,
                  b.total(),
                  b.failed() > 0 ? ", " + b.failed() + " failed" : "",
                  ends.perSecond().map(r -> String.format(Locale.ROOT, ", %.1f/s", r)).orElse(""),
                  b.ended() ? "" : ends.left(b.total()).map(RunBars::left).orElse("")));
      lines.add(
          "here   %s  %d of %d, %s%s"
              .formatted(
                  Bars.bar((double) landed / Math.max(1, b.total())),
                  landed,
                  b.total(),
                  Terminal.size(received),
                  bytes
                      .perSecond()
                      .map(r -> ", " + Terminal.size(Math.round(r)) + "/s")
                      .orElse("")));
    });
    if (!note.isEmpty()) {
      lines.add(note);
    }
    return lines;
  }

  private static String left(Duration left) {
    return ", " + Terminal.human(left) + " left";
  }
}
