package dev.darkroom.gateway.sse;

import dev.darkroom.gateway.body.Json;
import dev.darkroom.gateway.http.EventSink;
import dev.darkroom.gateway.http.EventSink.Event;
import dev.darkroom.gateway.http.SinkClosedException;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.JobView.TenantWatch;
import dev.darkroom.gateway.view.Marks;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.gateway.view.Watchers.Watch;
import dev.darkroom.job.id.TenantId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One watcher of all jobs of a tenant. First it is told of those that have not ended, or of those
 * that have changed since the id that it has; then of every change. A job that changes faster than
 * it reads is told as it stands, with the steps between in its timeline. For one virtual thread.
 */
final class TenantStream {
  /** Jobs that may wait to be told; a farm of 50 jobs a second makes them in some minutes. */
  private static final int MAX_WAITING = 10_000;

  /** Of those that have not ended, the newest are told; lists have the rest. */
  private static final int MAX_SHOWN = 1_000;

  private final Parts parts;
  private final EventSink sink;
  private final Predicate<Viewed> wanted;
  private final Mailbox<Viewed> mailbox =
      new Mailbox<>(MAX_WAITING, job -> job.job().header().id());
  private Marks told = Marks.NONE;

  /**
   * What every such stream is made of.
   *
   * @param heartbeat how long it may be silent
   */
  record Parts(JobView jobs, Texts texts, Duration heartbeat) {}

  /**
   * Where a watcher's stream of changes begins.
   *
   * @param jobs that it has been told of before that
   * @param more whether the tenant has more that have not ended
   */
  record Ready(int jobs, boolean more) {}

  /**
   * @param wanted which jobs, in which states, are told
   */
  TenantStream(Parts parts, EventSink sink, Predicate<Viewed> wanted) {
    this.parts = parts;
    this.sink = sink;
    this.wanted = wanted;
  }

  /**
   * Tells the sink of the tenant's jobs, until the client goes if it follows.
   *
   * @param resume how far it has been told before
   * @param follows whether it goes on after what has changed up to now
   * @throws SinkClosedException where the client has gone, or is too slow
   */
  void run(TenantId tenant, Optional<Marks> resume, boolean follows) throws InterruptedException {
    sink.onClose(mailbox::close);
    TenantWatch opened = parts.jobs().watch(tenant, mailbox::put);
    try (Watch _ = opened.watch()) {
      if (resume.isPresent()) {
        told = resume.get();
        goOn(tenant);
      } else {
        told = opened.read();
        begin(tenant);
      }
      if (follows) {
        follow();
      }
    }
  }

  /** Events without an id: who is cut off among them begins anew. */
  private void begin(TenantId tenant) throws InterruptedException {
    List<Viewed> open =
        parts
            .jobs()
            .inLog(
                tenant,
                job ->
                    told.covers(job) && !job.job().state().status().terminal() && wanted.test(job));
    int shown = Math.min(open.size(), MAX_SHOWN);
    for (Viewed job : open.subList(0, shown).reversed()) {
      sink.tell(new Event(Optional.empty(), "status", parts.texts().brief(job)));
    }
    sink.tell(
        new Event(
            Optional.of(told.toString()),
            "ready",
            Json.text(new Ready(shown, shown < open.size()))));
  }

  private void goOn(TenantId tenant) throws InterruptedException {
    Marks before = told;
    List<Viewed> missed = parts.jobs().inLog(tenant, job -> !before.covers(job));
    missed.sort(Comparator.comparingLong(job -> job.offset().orElseThrow()));
    for (Viewed job : missed) {
      tell(job);
    }
  }

  private void follow() throws InterruptedException {
    while (!mailbox.closed()) {
      Optional<Viewed> changed = mailbox.take(parts.heartbeat());
      if (changed.isPresent()) {
        tell(changed.get());
      } else if (mailbox.full()) {
        throw new SinkClosedException("too slow: come back with the id of your last event");
      } else if (!mailbox.closed()) {
        sink.heartbeat();
      }
    }
  }

  /** What was told before, here or on another gateway, is not told again. */
  private void tell(Viewed job) throws InterruptedException {
    if (told.covers(job)) {
      return;
    }
    told = told.with(job.job().partition(), job.offset().orElseThrow());
    if (wanted.test(job)) {
      sink.tell(new Event(Optional.of(told.toString()), "status", parts.texts().brief(job)));
    }
  }
}
