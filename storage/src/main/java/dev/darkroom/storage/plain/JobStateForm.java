package dev.darkroom.storage.plain;

import dev.darkroom.job.JobState;
import dev.darkroom.job.Tries;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.WorkerId;
import java.time.Instant;
import java.util.Optional;

/** The states of a job that nothing happened to but what every job goes through. */
final class JobStateForm {
  private static final byte[] QUEUED = Ascii.of("{\"state\":\"queued\",\"tries\":");
  private static final byte[] LEASED = Ascii.of("{\"state\":\"leased\",\"tries\":");
  private static final byte[] RUNNING = Ascii.of("{\"state\":\"running\",\"tries\":");
  private static final byte[] SUCCEEDED = Ascii.of("{\"state\":\"succeeded\",\"epoch\":");
  private static final byte[] CANCELED = Ascii.of("{\"state\":\"canceled\",\"reason\":");
  private static final byte[] FAILURES = Ascii.of("{\"failures\":");
  private static final byte[] WORKER_DEATHS = Ascii.of(",\"workerDeaths\":");
  private static final byte[] LAST = Ascii.of(",\"last\":");
  private static final byte[] EPOCH = Ascii.of(",\"epoch\":");
  private static final byte[] WORKER = Ascii.of(",\"worker\":");
  private static final byte[] SINCE = Ascii.of(",\"since\":");
  private static final byte[] NOT_BEFORE = Ascii.of(",\"notBefore\":");
  private static final byte[] MANIFEST = Ascii.of(",\"manifest\":");
  private static final byte[] AT = Ascii.of(",\"at\":");

  private JobStateForm() {}

  static void write(JobState state, Ink to) {
    switch (state) {
      case JobState.Queued s -> {
        write(s.tries(), to.raw(QUEUED));
        to.raw(LAST).number(s.last().value());
        to.raw(SINCE).instant(s.since()).raw(NOT_BEFORE);
        write(s.notBefore(), to);
      }
      case JobState.Leased s -> held(s.tries(), s.epoch(), s.worker(), s.since(), to.raw(LEASED));
      case JobState.Running s -> held(s.tries(), s.epoch(), s.worker(), s.since(), to.raw(RUNNING));
      case JobState.Succeeded s when s.cachedFrom().isEmpty() -> {
        to.raw(SUCCEEDED).number(s.epoch().value());
        to.raw(MANIFEST).text(s.manifest().value());
        to.raw(AT).instant(s.at());
      }
      case JobState.Canceled s -> to.raw(CANCELED).text(s.reason()).raw(AT).instant(s.at());
      case JobState.Succeeded _,
          JobState.Canceling _,
          JobState.Pausing _,
          JobState.Yielding _,
          JobState.Paused _,
          JobState.MovedOut _,
          JobState.Failed _,
          JobState.Expired _ ->
          throw new NotPlain();
    }
    to.raw(Words.CLOSE);
  }

  static JobState read(Cursor from) {
    JobState state;
    if (from.skip(QUEUED)) {
      state = new JobState.Queued(tries(from), epoch(from, LAST), since(from), notBefore(from));
    } else if (from.skip(LEASED)) {
      state = new JobState.Leased(tries(from), epoch(from, EPOCH), worker(from), since(from));
    } else if (from.skip(RUNNING)) {
      state = new JobState.Running(tries(from), epoch(from, EPOCH), worker(from), since(from));
    } else if (from.skip(SUCCEEDED)) {
      Epoch epoch = Epoch.of(from.number());
      state = new JobState.Succeeded(epoch, from.past(MANIFEST).digest(), from.past(AT).instant());
    } else {
      String reason = Words.code(from.past(CANCELED));
      state = new JobState.Canceled(reason, from.past(AT).instant());
    }
    from.past(Words.CLOSE);
    return state;
  }

  /** A time that may not be: then it is written as null. */
  static void write(Optional<Instant> at, Ink to) {
    if (at.isPresent()) {
      to.instant(at.get());
    } else {
      to.raw(Words.NULL);
    }
  }

  static Optional<Instant> instant(Cursor from) {
    return from.skip(Words.NULL) ? Optional.empty() : Optional.of(from.instant());
  }

  private static void held(Tries tries, Epoch epoch, WorkerId worker, Instant since, Ink to) {
    write(tries, to);
    to.raw(EPOCH).number(epoch.value());
    to.raw(WORKER).id(worker);
    to.raw(SINCE).instant(since);
  }

  private static void write(Tries tries, Ink to) {
    if (tries.alone()) {
      throw new NotPlain();
    }
    to.raw(FAILURES).number(tries.failures());
    to.raw(WORKER_DEATHS).number(tries.workerDeaths()).raw(Words.CLOSE);
  }

  private static Tries tries(Cursor from) {
    int failures = from.past(FAILURES).small();
    int workerDeaths = from.past(WORKER_DEATHS).small();
    from.past(Words.CLOSE);
    return failures == 0 && workerDeaths == 0 ? Tries.NONE : new Tries(failures, workerDeaths);
  }

  private static Epoch epoch(Cursor from, byte[] name) {
    long value = from.past(name).number();
    return value == 0 ? Epoch.NONE : Epoch.of(value);
  }

  private static WorkerId worker(Cursor from) {
    return Words.worker(from.past(WORKER));
  }

  private static Instant since(Cursor from) {
    return from.past(SINCE).instant();
  }

  private static Optional<Instant> notBefore(Cursor from) {
    return instant(from.past(NOT_BEFORE));
  }
}
