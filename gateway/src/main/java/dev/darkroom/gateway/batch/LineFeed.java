package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.command.LineSender;
import dev.darkroom.gateway.command.LineSender.Posted;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchResult;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
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
  private final long name;
  private final Map<Integer, Sent> unanswered = new HashMap<>();
  private final LinkedHashSet<Integer> waitForRoom = new LinkedHashSet<>();
  private List<Outgoing> posted = List.of();
  private List<Outgoing> onTheirWay = List.of();
  private Instant lookForSilent;
  private int sendings;
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

  /** What reading a line came to. */
  private sealed interface Outcome {
    /** Its spec is on its way. */
    record Going(Line line, Posted posted) implements Outcome {}

    /** It is refused for good. */
    record Refused(BatchResult result) implements Outcome {}

    /** Something is down: it is sent again. */
    record Down(Line line) implements Outcome {}
  }

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
    this.name = name.getMostSignificantBits();
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
    return command.value().getMostSignificantBits() == name
        ? Optional.of((int) command.value().getLeastSignificantBits())
        : Optional.empty();
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
    ledger.ended(failure(LineDialect.nameOf(sent.line()), number, job, LineSender.error(refusal)));
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
    for (Outcome outcome : outcomes(lines)) {
      switch (outcome) {
        case Outcome.Going g ->
            going.add(new Outgoing(g.line(), g.posted(), new CompletableFuture<>()));
        case Outcome.Refused refused -> {
          ledger.ended(refused.result());
          answered(refused.result().line().line());
        }
        case Outcome.Down down -> sendAgain(down.line().number());
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

  /** Reads lines and begins to send them, several at the same time. */
  private List<Outcome> outcomes(List<Line> lines) throws InterruptedException {
    if (lines.isEmpty()) {
      return List.of();
    }
    Instant now = parts.clock().instant();
    lines.forEach(line -> unanswered.put(line.number(), new Sent(line, now)));
    long sending = (long) ++sendings << Integer.SIZE;
    int share = Math.ceilDiv(lines.size(), settings.flow().readers());
    List<Callable<List<Outcome>>> tasks = new ArrayList<>();
    for (int from = 0; from < lines.size(); from += share) {
      List<Line> some = lines.subList(from, Math.min(lines.size(), from + share));
      tasks.add(() -> some.stream().map(line -> outcome(line, sending)).toList());
    }
    List<Outcome> outcomes = new ArrayList<>(lines.size());
    for (Future<List<Outcome>> done : parts.threads().invokeAll(tasks)) {
      try {
        outcomes.addAll(done.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a line of " + batch.id() + " was not read", e.getCause());
      }
    }
    return outcomes;
  }

  private Outcome outcome(Line line, long sending) {
    try {
      LineReader.Read read = parts.reader().read(batch, line);
      CommandId command = new CommandId(new UUID(name, sending | line.number()));
      return new Outcome.Going(
          line, parts.sender().post(command, batch.tenant(), read.request(), read.line()));
    } catch (ProblemException e) {
      // It was valid when it was checked. What it names may be back, or is gone for good.
      return e.problem().code().status() >= 500
          ? new Outcome.Down(line)
          : new Outcome.Refused(
              failure(
                  LineDialect.nameOf(line),
                  line.number(),
                  JobId.ofLine(batch.id(), line.number(), 0),
                  new JobError(
                      ErrorKind.CLIENT,
                      e.problem().code().stable(),
                      e.problem().detail(),
                      e.problem().param())));
    } catch (StorageException _) {
      return new Outcome.Down(line);
    }
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

  private BatchResult failure(String customId, int line, JobId job, JobError error) {
    return new BatchResult(
        new BatchLine(batch.id(), line, customId),
        job,
        JobStatus.FAILED,
        parts.clock().instant(),
        List.of(),
        Optional.of(error));
  }
}
