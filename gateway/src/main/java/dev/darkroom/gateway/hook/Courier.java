package dev.darkroom.gateway.hook;

import dev.darkroom.gateway.background.Background;
import dev.darkroom.gateway.hook.HookBook.Held;
import dev.darkroom.job.JobRecord;
import dev.darkroom.storage.Deadline;
import dev.darkroom.storage.hook.Delivery;
import dev.darkroom.storage.hook.HookAttempt;
import dev.darkroom.storage.hook.Webhook;
import dev.darkroom.storage.log.HookFeed;
import dev.darkroom.storage.log.HookLog;
import dev.darkroom.storage.log.HookShare;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to this gateway's share of the deliveries, on a thread of its own. In rounds: it reads what
 * became of jobs, what was asked and which requests have ended; writes what follows in one
 * transaction with how far it has read; and starts the requests that are due and have room. A
 * request itself runs on a virtual thread and nobody waits for it.
 *
 * <p>A gateway that dies between a request and its record is followed by one that sends again,
 * under the same id: at least once, as the Standard Webhooks have it.
 */
final class Courier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration CATCH_UP = Duration.ofSeconds(10);
  private static final Duration IDLE_COMMIT = Duration.ofSeconds(10);

  /** Ended deliveries are kept for so long though there are too many: see {@link JobHappenings}. */
  private static final Duration KEPT = JobHappenings.APART.multipliedBy(3);

  /** Between two looks for what may be let go. */
  private static final Duration TIDY = Duration.ofSeconds(2);

  /** Deliveries of one webhook that one round may give up or let go. */
  private static final int ROUND = 500;

  private final HookLog log;
  private final HookBook book;
  private final Sender sender;
  private final HookSettings settings;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Flights flights;
  private final ConcurrentLinkedQueue<Result> results = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-", 0).factory());
  private final AtomicLong failures = new AtomicLong();
  private final Map<Integer, Instant> marks = new HashMap<>();
  private final Background thread;
  private Instant committed = Instant.EPOCH;
  private Instant tidied = Instant.EPOCH;

  private record Result(String delivery, HookAttempt attempt) {}

  Courier(
      HookLog log,
      HookBook book,
      Sender sender,
      HookSettings settings,
      InstantSource clock,
      RandomGenerator random) {
    this.log = log;
    this.book = book;
    this.sender = sender;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.flights = new Flights(settings.limits());
    this.thread = Background.start("gateway-hooks", this::run);
  }

  /** How often the work had to begin anew because the log failed. */
  long failures() {
    return failures.get();
  }

  @Override
  public void close() {
    thread.close();
    threads.shutdownNow();
  }

  private void run(Background self) throws InterruptedException {
    while (self.isOpen()) {
      try (HookFeed feed = log.feed();
          HookShare share = log.share()) {
        marks.clear();
        while (self.isOpen()) {
          round(feed, share);
        }
      } catch (RuntimeException e) {
        // Whatever it is: deliveries that have silently stopped would be missed by nobody for long.
        if (self.isOpen()) {
          failures.incrementAndGet();
          LOG.warn("webhooks wait: {}", e.getMessage());
          boolean _ = self.pause(AFTER_FAILURE);
        }
      }
    }
  }

  private void round(HookFeed feed, HookShare share) {
    List<HookShare.JobNews> news = share.poll(TICK);
    Map<Integer, Instant> owned = share.owned();
    boolean gained = !marks.keySet().containsAll(owned.keySet());
    marks.keySet().retainAll(owned.keySet());
    owned.forEach(marks::putIfAbsent);
    // What was in the log before the news was written must be known before they are read.
    catchUp(feed, gained || !news.isEmpty());
    Instant now = clock.instant();
    Plan plan = new Plan(book, settings, now);
    if (book.hasHooks()) {
      news.forEach(read -> read.job().ifPresent(job -> tell(plan, read.partition(), job)));
    }
    book.inbox(owned.keySet()).forEach(plan::asked);
    List<Result> ended = ended(owned.keySet());
    ended.forEach(result -> plan.tried(result.delivery(), result.attempt(), random.nextDouble()));
    tidy(plan, owned.keySet(), now);
    if (commit(share, plan, now)) {
      start(owned.keySet(), now);
    } else {
      marks.clear();
      results.addAll(ended);
      ended.stream().map(Result::delivery).forEach(this::again);
    }
  }

  private void tell(Plan plan, int partition, JobRecord job) {
    Instant mark = marks.getOrDefault(partition, Instant.EPOCH);
    plan.news(partition, job, mark);
    marks.put(partition, JobHappenings.later(mark, job));
  }

  /** Its result is heard once more: until then it keeps its place. */
  private void again(String delivery) {
    book.delivery(delivery).map(Held::delivery).ifPresent(flights::start);
  }

  private boolean commit(HookShare share, Plan plan, Instant now) {
    boolean idle = plan.changes().isEmpty();
    if (idle && Duration.between(committed, now).compareTo(IDLE_COMMIT) < 0) {
      return true;
    }
    if (marks.isEmpty()) {
      return true; // nothing is ours
    }
    boolean done = share.commit(plan.changes(), marks);
    if (done) {
      committed = now;
      plan.changes().forEach(book::written);
    }
    return done;
  }

  private void catchUp(HookFeed feed, boolean toNow) {
    Deadline deadline = Deadline.after(CATCH_UP);
    if (toNow) {
      feed.mark();
    }
    feed.poll(Duration.ZERO).forEach(book::read);
    while (!feed.caughtUp()) {
      feed.poll(TICK).forEach(book::read);
      deadline.check(() -> "the hooks topic has not been read up to now in " + CATCH_UP);
    }
  }

  /** What has ended; of a delivery that is another gateway's by now, that one makes its own try. */
  private List<Result> ended(Set<Integer> owned) {
    List<Result> ended = new ArrayList<>();
    for (Result next = results.poll(); next != null; next = results.poll()) {
      flights.end(next.delivery());
      if (book.delivery(next.delivery()).filter(h -> owned.contains(h.partition())).isPresent()) {
        ended.add(next);
      }
    }
    return ended;
  }

  private void tidy(Plan plan, Set<Integer> owned, Instant now) {
    if (Duration.between(tidied, now).compareTo(TIDY) < 0) {
      return;
    }
    tidied = now;
    for (String id : book.busy()) {
      Optional<Webhook> hook = book.find(id);
      if (hook.isEmpty()) {
        book.page(id, _ -> true, Optional.empty(), ROUND).stream()
            .filter(held -> owned.contains(held.partition()))
            .forEach(plan::letGo);
        continue;
      }
      if (!book.works(hook.get())) {
        book.next(id, owned, ROUND).forEach(held -> plan.giveUp(held, Plan.WEBHOOK_DISABLED));
      }
      for (int partition : owned) {
        Instant before = marks.getOrDefault(partition, Instant.EPOCH).minus(KEPT);
        book.surplus(id, partition, settings.limits().kept(), before).stream()
            .limit(ROUND)
            .forEach(plan::letGo);
      }
    }
  }

  private void start(Set<Integer> owned, Instant now) {
    for (String id : book.busy()) {
      Optional<Webhook> hook = book.find(id);
      if (hook.filter(book::works).isEmpty()) {
        continue;
      }
      // Those that are under way come first, and at most so many are.
      int count = 2 * settings.limits().perHook();
      for (Held held : book.next(id, owned, count)) {
        if (!Shelf.due(held).isAfter(now) && flights.start(held.delivery())) {
          send(hook.get(), held.delivery());
        }
      }
    }
  }

  private void send(Webhook hook, Delivery delivery) {
    threads.execute(() -> {
      try {
        results.add(new Result(delivery.id(), sender.send(hook, delivery)));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt(); // closing: whoever follows sends it again
      } catch (RuntimeException e) {
        if (threads.isShutdown()) {
          return; // closing, likewise
        }
        LOG.error("delivery {} could not be sent", delivery.id(), e);
        results.add(new Result(delivery.id(), sender.broken(String.valueOf(e.getMessage()))));
      }
    });
  }
}
