package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.command.LineSender.Posted;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Reads a batch's lines and begins to send them, several at the same time. It remembers none of
 * them. For one thread.
 */
final class LinePoster {
  private final BatchManifest batch;
  private final long name;
  private final LineFeed.Parts parts;
  private int sendings;

  /** What reading a line came to. */
  sealed interface Outcome {}

  /** Its spec is on its way. */
  record Going(Line line, Posted posted) implements Outcome {}

  /** It is refused for good. */
  record Refused(BatchResult result) implements Outcome {}

  /** Something is down: it is sent again. */
  record Down(Line line) implements Outcome {}

  /**
   * @param name drawn for one feed: replies to its commands are known by it
   */
  LinePoster(BatchManifest batch, UUID name, LineFeed.Parts parts) {
    this.batch = batch;
    this.name = name.getMostSignificantBits();
    this.parts = parts;
  }

  /** The line of this feed that a command had sent; empty where it was another's. */
  Optional<Integer> lineOf(CommandId command) {
    return command.value().getMostSignificantBits() == name
        ? Optional.of((int) command.value().getLeastSignificantBits())
        : Optional.empty();
  }

  /** Reads lines and posts their specs. */
  List<Outcome> post(List<Line> lines) throws InterruptedException {
    if (lines.isEmpty()) {
      return List.of();
    }
    long sending = (long) ++sendings << Integer.SIZE;
    int share = Math.ceilDiv(lines.size(), parts.settings().flow().readers());
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

  /** The result of a line whose job never was. */
  BatchResult failure(Line line, JobId job, JobError error) {
    return new BatchResult(
        new BatchLine(batch.id(), line.number(), LineDialect.nameOf(line)),
        job,
        JobStatus.FAILED,
        parts.clock().instant(),
        List.of(),
        Optional.of(error));
  }

  private Outcome outcome(Line line, long sending) {
    try {
      LineReader.Read read = parts.reader().read(batch, line);
      CommandId command = new CommandId(new UUID(name, sending | line.number()));
      return new Going(
          line, parts.sender().post(command, batch.tenant(), read.request(), read.line()));
    } catch (ProblemException e) {
      // It was valid when it was checked. What it names may be back, or is gone for good.
      Problem problem = e.problem();
      return problem.code().status() >= 500
          ? new Down(line)
          : new Refused(
              failure(
                  line,
                  JobId.ofLine(batch.id(), line.number(), 0),
                  new JobError(
                      ErrorKind.CLIENT,
                      problem.code().stable(),
                      problem.detail(),
                      problem.param())));
    } catch (StorageException _) {
      return new Down(line);
    }
  }
}
