package dev.darkroom.gateway.sse;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.body.Json;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.progress.ProgressRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The data of events, made once for all watchers that are told the same within a second: what a
 * thousand watchers cost is then their connections, and not a thousand questions to the scheduler
 * and the object store.
 */
final class Texts {
  /** With previews of some 100 kB each, the most that is kept is some megabytes. */
  private static final int MAX_KEPT = 128;

  private static final Duration FRESH = Duration.ofSeconds(1);

  private final JobBodies bodies;
  private final Map<Key, Made> made = new LinkedHashMap<>();

  /** What is told: of which job, and which of its states, files or moments. */
  private record Key(JobId job, String what) {}

  private record Made(CompletableFuture<String> text, Instant at) {}

  Texts(JobBodies bodies) {
    this.bodies = bodies;
  }

  /** All that is known of a job. Blocks. */
  String full(Viewed job) {
    Supplier<String> text = () -> Json.text(bodies.full(job));
    return job.offset().isPresent()
        ? once(new Key(id(job), "full " + job.offset().getAsLong()), text)
        : text.get();
  }

  /** What is known of a job without asking anybody. */
  String brief(Viewed job) {
    Supplier<String> text = () -> Json.text(bodies.brief(job));
    return job.offset().isPresent()
        ? once(new Key(id(job), "brief " + job.offset().getAsLong()), text)
        : text.get();
  }

  /** A file that a job left. */
  String output(JobRecord job, Output output) {
    return once(
        new Key(job.header().id(), "output " + told(output)),
        () -> Json.text(bodies.output(job, output)));
  }

  /** What of a file makes it another one to a watcher. */
  static String told(Output output) {
    return output.name() + " " + output.hash() + output.deletedAt().map(_ -> " deleted").orElse("");
  }

  /** How a run has moved. */
  String moved(ProgressRecord record) {
    return once(
        new Key(record.event().job(), "moved " + record.id()),
        () -> Json.text(ProgressBodies.of(record.event())));
  }

  private static JobId id(Viewed job) {
    return job.job().header().id();
  }

  private String once(Key key, Supplier<String> text) {
    CompletableFuture<String> mine = new CompletableFuture<>();
    CompletableFuture<String> first = first(key, mine);
    if (first != mine) {
      return joined(first, text);
    }
    try {
      mine.complete(text.get());
    } catch (RuntimeException e) {
      forget(key);
      mine.completeExceptionally(e);
      throw e;
    }
    return mine.join();
  }

  /** Whoever made it for all may have failed for a reason of its own. */
  private static String joined(CompletableFuture<String> first, Supplier<String> text) {
    try {
      return first.join();
    } catch (CompletionException _) {
      return text.get();
    }
  }

  private synchronized CompletableFuture<String> first(Key key, CompletableFuture<String> mine) {
    Instant now = bodies.clock().instant();
    Made known = made.get(key);
    if (known != null && now.isBefore(known.at().plus(FRESH))) {
      return known.text();
    }
    made.remove(key);
    made.put(key, new Made(mine, now));
    if (made.size() > MAX_KEPT) {
      made.remove(made.keySet().iterator().next());
    }
    return mine;
  }

  private synchronized void forget(Key key) {
    made.remove(key);
  }
}
