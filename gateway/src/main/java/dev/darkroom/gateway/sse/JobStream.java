package dev.darkroom.gateway.sse;

import dev.darkroom.gateway.http.EventSink;
import dev.darkroom.gateway.http.EventSink.Event;
import dev.darkroom.gateway.http.SinkClosedException;
import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.gateway.view.Watchers.Watch;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.progress.ProgressId;
import dev.darkroom.storage.progress.ProgressRecord;
import dev.darkroom.storage.progress.ProgressSnapshot;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One watcher of one job. First it is told where the job stands, or what it has missed; then every
 * change, until the job's end. For one virtual thread.
 */
final class JobStream {
  /** More than a run says in a minute; nobody who reads is as far behind. */
  private static final int MAX_WAITING = 256;

  /** Asked of Redis at once. */
  private static final int REPLAYED = 256;

  private final Sources sources;
  private final Duration heartbeat;
  private final EventSink sink;
  private final Mailbox<Letter> mailbox = new Mailbox<>(MAX_WAITING, Letter::about);
  private final Optional<EventId> resume;

  // How far the client has come; no offset until the log has shown the job.
  private OptionalLong offset;
  private ProgressId progress;
  private Optional<Viewed> last = Optional.empty();

  /** The outputs that this stream has told of. */
  private final Set<String> told = new HashSet<>();

  /** Where a stream learns of its job. */
  record Sources(JobView jobs, ProgressHub progress, Texts texts) {}

  /**
   * @param resume the id of the last event that the client has
   */
  JobStream(Sources sources, Duration heartbeat, EventSink sink, Optional<EventId> resume) {
    this.sources = sources;
    this.heartbeat = heartbeat;
    this.sink = sink;
    this.resume = resume;
    this.offset = resume.map(id -> OptionalLong.of(id.offset())).orElse(OptionalLong.empty());
    this.progress = resume.map(EventId::progress).orElse(ProgressId.ZERO);
  }

  /**
   * Tells the sink all there is to tell; returns when the job has ended or is forgotten.
   *
   * @throws SinkClosedException where the client has gone, or is too slow
   */
  void run(TenantId tenant, JobId id) throws InterruptedException {
    sink.onClose(mailbox::close);
    // Watching before looking: what happens in between is told twice and not never.
    try (Watch _ = sources.jobs().watch(id, job -> mailbox.put(new Letter.Changed(job)));
        Watch _ = sources.progress().watch(id, moved -> mailbox.put(new Letter.Moved(moved)))) {
      Optional<Viewed> now = sources.jobs().find(tenant, id);
      if (now.isEmpty()) {
        return;
      }
      catchUp(id, now.get());
      while (!ended() && !mailbox.closed()) {
        Optional<Letter> letter = mailbox.take(heartbeat);
        if (letter.isPresent()) {
          tell(letter.get());
        } else if (mailbox.full()) {
          throw new SinkClosedException("too slow: come back with the id of your last event");
        } else if (!mailbox.closed()) {
          sink.heartbeat();
        }
      }
    }
  }

  private void catchUp(JobId id, Viewed now) throws InterruptedException {
    if (now.offset().isPresent()
        && offset.isPresent()
        && offset.getAsLong() > now.offset().getAsLong()) {
      // This gateway's view is behind the one that gave the id, or the id is another job's.
      offset = OptionalLong.empty();
    }
    boolean ends = now.job().state().status().terminal();
    if (!ends) {
      tellStatus(now);
    }
    if (resume.isPresent()) {
      replay(id);
    } else {
      for (ProgressRecord latest : latest(id)) {
        tellProgress(latest);
      }
    }
    if (ends) {
      tellStatus(now);
    }
  }

  /** Everything that Redis has since the id that the client has. */
  private void replay(JobId id) throws InterruptedException {
    List<ProgressRecord> missed;
    do {
      missed = sources.progress().replay(id, progress, REPLAYED);
      for (ProgressRecord record : missed) {
        tellProgress(record);
      }
    } while (missed.size() == REPLAYED);
  }

  private List<ProgressRecord> latest(JobId id) {
    ProgressSnapshot snapshot = sources.progress().snapshot(id);
    return Stream.of(snapshot.progress(), snapshot.preview())
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(ProgressRecord::id))
        .toList();
  }

  private void tell(Letter letter) throws InterruptedException {
    switch (letter) {
      case Letter.Changed changed -> tellStatus(changed.job());
      case Letter.Moved moved -> tellProgress(moved.record());
    }
  }

  private void tellStatus(Viewed job) throws InterruptedException {
    boolean known = isKnown(job);
    last = Optional.of(job);
    if (known) {
      return;
    }
    // With the id of before: who is cut off among them gets them again.
    for (Output output : job.job().outputs()) {
      if (told.add(Texts.told(output))) {
        sink.tell(new Event(id(), "output", sources.texts().output(job.job(), output)));
      }
    }
    Optional<String> id = Optional.empty();
    if (job.offset().isPresent()) {
      offset = job.offset();
      id = id();
    }
    sink.tell(new Event(id, "status", sources.texts().full(job)));
  }

  /** Whether the client has been told of it, by this stream or by the one it resumes. */
  private boolean isKnown(Viewed job) {
    if (job.offset().isPresent() && offset.isPresent()) {
      return job.offset().getAsLong() <= offset.getAsLong();
    }
    return job.offset().isEmpty()
        && last.isPresent()
        && last.get().job().state().equals(job.job().state());
  }

  private void tellProgress(ProgressRecord record) throws InterruptedException {
    if (record.id().compareTo(progress) <= 0) {
      return;
    }
    progress = record.id();
    sink.tell(new Event(id(), ProgressBodies.name(record.event()), sources.texts().moved(record)));
  }

  private boolean ended() {
    return last.filter(job -> job.job().state().status().terminal()).isPresent();
  }

  private Optional<String> id() {
    return offset.isPresent()
        ? Optional.of(new EventId(offset.getAsLong(), progress).toString())
        : Optional.empty();
  }
}
