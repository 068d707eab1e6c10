package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.command.LineSender;
import dev.darkroom.gateway.command.LineSender.Posted;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.batch.BatchManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends a batch's lines into the log, many at a time and none waiting for the answer of another. A
 * line is kept until it is answered: one for which there is no room is tried again, a few at first
 * and more as they are taken; one whose answer never comes is sent again under the same id. For one
 * thread.
 */
final class LineFeed implements AutoCloseable {
  private final BatchManifest batch;
  private final Ledger ledger;
  private final Lines input;
  private final Parts parts;
  private final BatchSettings settings;
  private final Probe probe;
  private final LinePoster poster;
  private final Map<Integer, Sent> unanswered = new HashMap<>();
  private final LinkedHashSet<Integer> waitForRoom = new LinkedHashSet<>();
  private List<Outgoing> posted = List.of();
  private List<Outgoing> onTheirWay = List.of();
  private Instant lookForSilent;
  private boolean allRead;

  /**
   * What feeding takes.
   *
   * @param threads read lines at the same time
   * @param kept bytes of lines that all of this gateway's batches keep
   */
  record Parts(
      LineReader reader,
      LineSender sender,
      BatchSettings settings,
      ExecutorService threads,
      InstantSource clock,
      AtomicLong kept) {}

  /** A line that was sent, or is to be sent again now where {@code at} is long ago. */
  private record Sent(Line line, Instant at) {}

  /** A line whose spec, then whose command goes into the log. */
  private record Outgoing(Line line, Posted posted, CompletableFuture<Void> taken) {}

  /**
   * @param input the batch's lines from the first on
   * @param name drawn for this feed: replies to its commands are known by it
   */
  LineFeed(BatchManifest batch, Ledger ledger, Lines input, UUID name, Parts parts) {
    this.batch = batch;
    this.ledger = ledger;
    this.input = input;
    this.parts = parts;
    this.settings = parts.settings();
    this.poster = new LinePoster(batch, name, parts);
    this.lookForSilent = parts.clock().instant().plus(settings.silence());
    this.probe = new Probe(settings.flow().chunk());
  }

  /** Whether every line was read, and each that was sent is answered. */
  boolean isDone() {
    return allRead && isIdle();
  }

  /** Whether each line that was sent is answered. */
  boolean isIdle() {
    return unanswered.isEmpty() && posted.isEmpty() && onTheirWay.isEmpty();
  }

  /** The line of this feed that a command had sent; empty where it was another's. */
  Optional<Integer> lineOf(CommandId command) {
    return poster.lineOf(command);
  }

  /** A line is in the log, or will never be. */
  void answered(int line) {
    drop(line);
    ledger.settled(line);
  }

  /** The scheduler does not take a line. */
  void refused(int number, Refusal refusal, JobId job) {
    Sent sent = unanswered.get(number);
    if (sent == null) {
      return; // the log has it from an earlier sending
    }
    if (LineSender.isForLackOfRoom(refusal)) {
      waitForRoom.add(number);
      probe.refused(parts.clock().instant());
      return;
    }
    ledger.ended(poster.failure(sent.line(), job, LineSender.error(refusal)));
    answered(number);
  }

  /**
   * Sends what may be sent now.
   *
   * @param more whether lines may be sent that never were; others may be in the log already
   * @return whether there was anything
   */
  boolean step(boolean more) throws InterruptedException {
    settle();
    List<Line> lines = next(more);
    List<Outgoing> going = new ArrayList<>();
    Instant now = parts.clock().instant();
    lines.forEach(line -> unanswered.put(line.number(), new Sent(line, now)));
    for (LinePoster.Outcome outcome : poster.post(lines)) {
      switch (outcome) {
        case LinePoster.Going g ->
            going.add(new Outgoing(g.line(), g.posted(), new CompletableFuture<>()));
        case LinePoster.Refused refused -> {
          ledger.ended(refused.result());
          answered(refused.result().line().line());
        }
        case LinePoster.Down down -> sendAgain(down.line().number());
      }
    }
    onTheirWay = command(posted);
    posted = going;
    return !going.isEmpty() || !onTheirWay.isEmpty();
  }

  /** Lines for which there was no room are not tried again: the log does not have them. */
  void giveUpWaiting() {
    List.copyOf(waitForRoom).forEach(this::drop);
  }

  private void drop(int line) {
    Sent sent = unanswered.remove(line);
    if (sent != null) {
      parts.kept().addAndGet(-sent.line().bytes().length);
    }
    waitForRoom.remove(line);
  }

  /** Nothing of it is kept any longer. */
  @Override
  public void close() throws IOException {
    List.copyOf(unanswered.keySet()).forEach(this::drop);
    input.close();
  }

  private List<Line> next(boolean more) {
    Instant now = parts.clock().instant();
    if (now.isAfter(lookForSilent)) {
      lookForSilent = now.plus(settings.silence());
      List<Line> silent = silent(now);
      if (!silent.isEmpty()) {
        return silent;
      }
    }
    if (!waitForRoom.isEmpty()) {
      return more ? again(probe.allowed(now)) : List.of();
    }
    return more ? fresh(now) : List.of();
  }

  private List<Line> again(int most) {
    List<Line> lines = new ArrayList<>();
    for (int number : waitForRoom) {
      if (lines.size() >= most) {
        break;
      }
      lines.add(Optional.ofNullable(unanswered.get(number)).orElseThrow().line());
    }
    lines.forEach(line -> waitForRoom.remove(line.number()));
    return lines;
  }

  /** Lines whose answers are overdue, a chunk at most. */
  private List<Line> silent(Instant now) {
    Instant overdue = now.minus(settings.flow().answer());
    return unanswered.values().stream()
        .filter(sent -> sent.at().isBefore(overdue))
        .filter(sent -> !waitForRoom.contains(sent.line().number()))
        .limit(settings.flow().chunk())
        .map(Sent::line)
        .toList();
  }

  private List<Line> fresh(Instant now) {
    List<Line> lines = new ArrayList<>();
    try {
      while (!allRead && lines.size() < settings.flow().chunk() && hasRoom(lines.size())) {
        Optional<Line> line = input.next();
        allRead = line.isEmpty();
        line.ifPresent(read -> {
          if (read.isBlank()) {
            ledger.settled(read.number());
          } else if (!ledger.isSettled(read.number())) {
            lines.add(read);
            keep(read, now);
          }
        });
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the input of " + batch.id() + " cannot be read", e);
    }
    return lines;
  }

  private boolean hasRoom(int taken) {
    return unanswered.size() < settings.flow().unanswered()
        && ledger.open().size() + taken < settings.flow().open()
        && (unanswered.isEmpty() || parts.kept().get() < settings.flow().keptBytes());
  }

  private void keep(Line line, Instant now) {
    unanswered.put(line.number(), new Sent(line, now));
    parts.kept().addAndGet(line.bytes().length);
  }

  /** Sends the commands of lines whose specs were posted a step before. */
  private List<Outgoing> command(List<Outgoing> lines) {
    return lines.stream()
        .map(line -> new Outgoing(line.line(), line.posted(), parts.sender().send(line.posted())))
        .toList();
  }

  /** What the log has not taken is sent again soon. */
  private void settle() {
    for (Outgoing line : onTheirWay) {
      try {
        line.taken().join();
      } catch (CompletionException _) {
        sendAgain(line.line().number());
      }
    }
    onTheirWay = List.of();
  }

  private void sendAgain(int line) {
    unanswered.computeIfPresent(line, (_, sent) -> new Sent(sent.line(), Instant.EPOCH));
    Instant soon = parts.clock().instant().plus(settings.round());
    lookForSilent = soon.isBefore(lookForSilent) ? soon : lookForSilent;
  }
}
