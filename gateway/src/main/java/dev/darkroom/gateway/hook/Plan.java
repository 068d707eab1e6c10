package dev.darkroom.gateway.hook;

import dev.darkroom.gateway.hook.HookBook.Held;
import dev.darkroom.gateway.hook.JobHappenings.Happening;
import dev.darkroom.job.JobRecord;
import dev.darkroom.storage.hook.Delivery;
import dev.darkroom.storage.hook.DeliveryState;
import dev.darkroom.storage.hook.DeliveryState.Event;
import dev.darkroom.storage.hook.HookAttempt;
import dev.darkroom.storage.hook.HookEntry;
import dev.darkroom.storage.hook.HookEvent;
import dev.darkroom.storage.hook.Webhook;
import dev.darkroom.storage.log.HookChange;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one round of the courier writes: made of the book and of what was read and heard, without
 * touching anything. Committed, it happened; dropped, it did not.
 */
final class Plan {
  /** Its schedule is at its end. */
  static final String EXHAUSTED = "exhausted";

  /** Too many of the webhook's deliveries wait. */
  static final String OVERFLOW = "too_many_pending";

  static final String WEBHOOK_DISABLED = "webhook_disabled";

  private final HookBook book;
  private final HookSettings settings;
  private final Instant now;
  private final Map<String, HookChange> changes = new LinkedHashMap<>();
  private final Map<String, Held> fresh = new HashMap<>();
  private final Map<String, Integer> added = new HashMap<>();
  private final Map<String, Integer> exhausted = new HashMap<>();

  Plan(HookBook book, HookSettings settings, Instant now) {
    this.book = book;
    this.settings = settings;
    this.now = now;
  }

  List<HookChange> changes() {
    return List.copyOf(changes.values());
  }

  /** A job's record was read: its tenant's webhooks are told what they do not know yet. */
  void news(int partition, JobRecord job, Instant mark) {
    List<Webhook> hooks = book.of(job.header().tenant());
    if (hooks.isEmpty()) {
      return;
    }
    for (Happening happening : JobHappenings.since(job, mark)) {
      for (Webhook hook : hooks) {
        if (wants(hook, happening.type(), happening.at()) && hook.filter().passes(job.header())) {
          deliver(
              partition,
              hook,
              happening.type(),
              job.header().id().toString(),
              happening.at(),
              HookBodies.of(job, happening));
        }
      }
    }
  }

  /** Somebody has asked for something, on a partition that is our own. */
  void asked(HookChange ask) {
    switch (ask.entry().orElseThrow()) {
      case HookEntry.Told told -> tell(ask.partition(), told.event());
      case HookEntry.Again again ->
          find(again.delivery())
              .ifPresent(held -> change(held, new Event.Replayed(now), Optional.empty()));
      case HookEntry.Registered _, HookEntry.Closed _, HookEntry.Sending _ ->
          throw new IllegalStateException(ask.key() + " asks for nothing");
    }
    write(HookChange.forget(ask.partition(), ask.key()));
  }

  /** An attempt has ended. */
  void tried(String id, HookAttempt attempt, double draw) {
    Optional<Held> held = find(id);
    if (held.isEmpty()
        || !(held.get().delivery().state() instanceof DeliveryState.Waiting waiting)) {
      return; // gone meanwhile, with its webhook
    }
    Optional<Duration> wait = settings.schedule().after(waiting.failures() + 1, draw);
    if (attempt.succeeded()) {
      change(held.get(), new Event.Taken(now), Optional.of(attempt));
    } else if (attempt.reason().filter(HookAttempt.GONE::equals).isPresent()) {
      change(held.get(), new Event.GivenUp(HookAttempt.GONE, now), Optional.of(attempt));
      close(held.get().delivery().hook(), HookAttempt.GONE);
    } else if (wait.isPresent()) {
      change(held.get(), new Event.Missed(now.plus(wait.get()), now), Optional.of(attempt));
    } else {
      change(held.get(), new Event.GivenUp(EXHAUSTED, now), Optional.of(attempt));
      String hook = held.get().delivery().hook();
      int here = exhausted.merge(hook, 1, Integer::sum);
      if (book.vain(hook, EXHAUSTED) + here >= settings.patience()) {
        close(hook, EXHAUSTED);
      }
    }
  }

  /** A waiting delivery whose webhook is at rest is given up. */
  void giveUp(Held held, String reason) {
    change(held, new Event.GivenUp(reason, now), Optional.empty());
  }

  /** A delivery that nobody needs any more is let go. */
  void letGo(Held held) {
    write(HookChange.forget(held.partition(), HookEntry.deliveryKey(held.delivery().id())));
  }

  private void tell(int partition, HookEvent event) {
    if (event.hook().isPresent()) {
      // A test is told whatever the webhook wants to hear.
      book.find(event.hook().get()).ifPresent(hook -> deliver(partition, hook, event));
      return;
    }
    for (Webhook hook : book.of(event.tenant())) {
      if (wants(hook, event.type(), event.at()) && hook.filter().passes(event.metadata())) {
        deliver(partition, hook, event);
      }
    }
  }

  private void deliver(int partition, Webhook hook, HookEvent event) {
    deliver(partition, hook, event.type(), event.subject(), event.at(), HookBodies.of(event));
  }

  private void deliver(
      int partition, Webhook hook, String type, String subject, Instant at, String body) {
    if (find(Delivery.idOf(hook.id(), type, subject, at)).isPresent()) {
      return; // it was told of this before
    }
    Delivery delivery = Delivery.fresh(hook, type, subject, at, body, now);
    int more = added.merge(hook.id() + "/" + partition, 1, Integer::sum);
    boolean full = book.pending(hook.id(), partition) + more > settings.limits().pending();
    put(
        partition,
        full ? delivery.apply(new Event.GivenUp(OVERFLOW, now), Optional.empty()) : delivery);
  }

  private boolean wants(Webhook hook, String type, Instant at) {
    return hook.wants(type) && !at.isBefore(hook.since()) && book.works(hook);
  }

  private void close(String id, String reason) {
    book.find(id)
        .ifPresent(hook ->
            write(
                HookChange.put(
                    Webhook.PARTITION, new HookEntry.Closed(id, hook.generation(), reason, now))));
  }

  private Optional<Held> find(String id) {
    @Nullable Held held = fresh.get(id);
    return held == null ? book.delivery(id) : Optional.of(held);
  }

  private void change(Held held, Event event, Optional<HookAttempt> attempt) {
    put(held.partition(), held.delivery().apply(event, attempt));
  }

  private void put(int partition, Delivery delivery) {
    fresh.put(delivery.id(), new Held(partition, delivery));
    write(HookChange.put(partition, new HookEntry.Sending(delivery)));
  }

  private void write(HookChange change) {
    changes.put(change.key(), change);
  }
}
