package dev.darkroom.deploy.bench;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.FarmRefused;
import dev.darkroom.client.FarmUnreachable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Submits jobs at a steady rate, each on a thread of its own: a farm that answers late does not
 * slow its clients down, and so cannot hide that it does.
 */
final class SteadyLoad {
  private final FarmClient client;
  private final Map<String, ?> body;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

  /**
   * One submit.
   *
   * @param job its id; empty where it was refused
   * @param sent in nanoseconds of this JVM's clock
   * @param answered likewise
   */
  record Answer(Optional<String> job, long sent, long answered) {}

  /** Of jobs that sleep so long. */
  SteadyLoad(FarmClient client, Duration length) {
    this.client = client;
    this.body = Map.of("kind", "noop", "model", "noop", "millis", length.toMillis());
  }

  /** Sends as many as the rate and the time make, and returns when all are answered. */
  Queue<Answer> send(int perSecond, Duration length) {
    long count = perSecond * length.toMillis() / 1_000;
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long i = 0; i < count; i++) {
        long due = began + i * 1_000_000_000L / perSecond;
        long wait = due - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        }
        var _ = threads.submit(() -> answers.add(submit(due)));
      }
    }
    return answers;
  }

  /** Counted from when it was due, so that our own delays are not taken off the farm's. */
  private Answer submit(long due) {
    try {
      String job = client.submit(body, Optional.empty()).id();
      return new Answer(Optional.of(job), due, System.nanoTime());
    } catch (FarmRefused | FarmUnreachable _) {
      return new Answer(Optional.empty(), due, System.nanoTime());
    }
  }
}
