package dev.darkroom.gateway.sse;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.body.JobBody.OutputBody;
import dev.darkroom.gateway.body.LogLineBody;
import dev.darkroom.gateway.http.Sink;
import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.sse.ProgressBodies.PreviewBody;
import dev.darkroom.gateway.sse.ProgressBodies.ProgressBody;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.gateway.view.Watchers.Watch;
import dev.darkroom.job.JobId;
import dev.darkroom.job.TenantId;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.ProgressId;
import dev.darkroom.storage.progress.ProgressRecord;
import dev.darkroom.storage.progress.ProgressSnapshot;
import java.time.Duration;
import java.util.Base64;
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
  private static final long RETRY_MILLIS = 2_000;
  private static final int MAX_REPLAYED = 256;

  private final Sources sources;
  private final Duration heartbeat;
  private final Sink sink;
  private final Mailbox mailbox = new Mailbox();
  private final Optional<EventId> resume;

  // How far the client has come; no offset until the log has shown the job.
  private OptionalLong offset;
  private ProgressId progress;
  private Optional<Viewed> last = Optional.empty();

  /** The outputs that this stream has told of. */
  private final Set<String> told = new HashSet<>();

  /** Where a stream learns of its job. */
  record Sources(JobView jobs, ProgressHub progress, JobBodies bodies) {}

  /**
   * @param resume the id of the last event that the client has
   */
  JobStream(Sources sources, Duration heartbeat, Sink sink, Optional<EventId> resume) {
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
   * @throws dev.darkroom.gateway.http.SinkClosedException where the client has gone
   */
  void run(TenantId tenant, JobId id) throws InterruptedException {
    sink.onClose(mailbox::close);
    // Watching before looking: what happens in between is told twice and not never.
    try (Watch _ = sources.jobs().watch(id, job -> mailbox.put(new Letter.Changed(job)));
        Watch _ = sources.progress().watch(id, moved -> mailbox.put(new Letter.Moved(moved)))) {
      sink.write(EventText.retry(RETRY_MILLIS));
      Optional<Viewed> now = sources.jobs().find(tenant, id);
      if (now.isEmpty()) {
        return;
      }
      catchUp(id, now.get());
      while (!ended() && !mailbox.closed()) {
        Optional<Letter> letter = mailbox.take(heartbeat);
        if (letter.isPresent()) {
          tell(letter.get());
        } else {
          sink.write(EventText.HEARTBEAT);
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
    for (ProgressRecord missed : missed(id)) {
      tellProgress(missed);
    }
    if (ends) {
      tellStatus(now);
    }
  }

  /** Everything since the id that the client has, or else the latest of each. */
  private List<ProgressRecord> missed(JobId id) {
    if (resume.isPresent()) {
      return sources.progress().replay(id, resume.get().progress(), MAX_REPLAYED);
    }
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
    for (OutputBody output : sources.bodies().outputs(job.job())) {
      if (told.add(output.name() + " " + output.hash())) {
        sink.write(EventText.event(id(), "output", output));
      }
    }
    Optional<EventId> id = Optional.empty();
    if (job.offset().isPresent()) {
      offset = job.offset();
      id = id();
    }
    sink.write(EventText.event(id, "status", sources.bodies().full(job)));
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
    sink.write(
        switch (record.event()) {
          case ProgressEvent.Progress p -> EventText.event(id(), "progress", body(p));
          case ProgressEvent.Preview p -> EventText.event(id(), "preview", body(p));
          case ProgressEvent.Line line -> EventText.event(id(), "log", LogLineBody.of(line));
        });
  }

  private boolean ended() {
    return last.filter(job -> job.job().state().status().terminal()).isPresent();
  }

  private Optional<EventId> id() {
    return offset.isPresent()
        ? Optional.of(new EventId(offset.getAsLong(), progress))
        : Optional.empty();
  }

  private static ProgressBody body(ProgressEvent.Progress p) {
    return new ProgressBody(
        p.job().toString(),
        p.value(),
        p.step(),
        p.steps(),
        p.message(),
        p.eta().map(p.at()::plus),
        p.epoch().value(),
        p.at());
  }

  private static PreviewBody body(ProgressEvent.Preview p) {
    return new PreviewBody(
        p.job().toString(),
        p.step(),
        p.contentType(),
        Base64.getEncoder().encodeToString(p.bytes()),
        p.epoch().value(),
        p.at());
  }
}
