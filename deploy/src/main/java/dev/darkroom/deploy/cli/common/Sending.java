package dev.darkroom.deploy.cli.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongConsumer;

/** Shows how much of a file has gone: a bar on a terminal, and nothing elsewhere. */
public final class Sending implements LongConsumer, AutoCloseable {
  private static final Duration FRAME = Duration.ofMillis(100);

  private final Terminal terminal;
  private final InstantSource clock;
  private final long size;
  private final Pace pace = new Pace();
  private Instant shown = Instant.EPOCH;
  private long sent;

  Sending(long size, Terminal terminal, InstantSource clock) {
    this.size = size;
    this.terminal = terminal;
    this.clock = clock;
  }

  /** Of a file that goes from this process; {@code json} wants no bar. */
  public static Sending of(Path file, boolean json) throws IOException {
    return new Sending(Files.size(file), Terminal.ofProcess(json), InstantSource.system());
  }

  /** So many more bytes have gone; those of a second try are not counted again. */
  @Override
  public synchronized void accept(long bytes) {
    sent = Math.min(size, sent + bytes);
    Instant now = clock.instant();
    pace.at(now, (double) sent);
    if (!now.isBefore(shown.plus(FRAME))) {
      shown = now;
      terminal.bar(
          (double) sent / Math.max(1, size),
          "%s of %s%s%s"
              .formatted(
                  Terminal.size(sent),
                  Terminal.size(size),
                  pace.perSecond().map(r -> ", " + Terminal.size(Math.round(r)) + "/s").orElse(""),
                  pace.left((double) size)
                      .map(left -> ", " + Terminal.human(left) + " left")
                      .orElse("")));
    }
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    terminal.clear();
  }
}
