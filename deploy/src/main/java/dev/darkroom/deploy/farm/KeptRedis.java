package dev.darkroom.deploy.farm;

import dev.darkroom.deploy.embedded.EmbeddedException;
import dev.darkroom.deploy.embedded.EmbeddedRedis;
import dev.darkroom.worker.supervise.RestartPolicy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded Redis, started again whenever it ends unasked. Jobs do without it meanwhile: only
 * their progress is not seen.
 */
final class KeptRedis implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeptRedis.class);

  /** However it ended: this process did not ask for it. */
  private static final int UNASKED = 1;

  private final EmbeddedRedis.Settings settings;
  private final RestartPolicy policy;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread keeper = Thread.ofVirtual().name("redis-keeper").unstarted(this::keep);
  private volatile EmbeddedRedis server;

  private KeptRedis(EmbeddedRedis.Settings settings, RestartPolicy policy, EmbeddedRedis first) {
    this.settings = settings;
    this.policy = policy;
    this.server = first;
  }

  /** As {@link EmbeddedRedis#start}: the first start must succeed. */
  static KeptRedis start(EmbeddedRedis.Settings settings, RestartPolicy policy) {
    KeptRedis redis = new KeptRedis(settings, policy, EmbeddedRedis.start(settings));
    redis.keeper.start();
    return redis;
  }

  /** The server that runs now, or that ran last. */
  EmbeddedRedis server() {
    return server;
  }

  @Override
  public void close() {
    stopping.countDown();
    server.close();
    try {
      keeper.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    server.close(); // one that was just being started
  }

  private void keep() {
    try {
      int failures = 0;
      long began = System.nanoTime();
      while (stopping.getCount() > 0) {
        server.awaitEnd();
        Duration uptime = Duration.ofNanos(System.nanoTime() - began);
        switch (policy.after(UNASKED, uptime, failures)) {
          case RestartPolicy.Verdict.StayDown _ -> {
            return;
          }
          case RestartPolicy.Verdict.Restart again -> {
            failures = again.failures();
            log.warn(
                "restart server=redis failures={} pause_ms={}", failures, again.pause().toMillis());
            if (stopping.await(again.pause().toNanos(), TimeUnit.NANOSECONDS)) {
              return;
            }
            began = System.nanoTime();
            restart();
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void restart() {
    try {
      server = EmbeddedRedis.start(settings);
    } catch (EmbeddedException e) {
      log.warn("the embedded Redis does not start: {}", e.getMessage());
    }
  }
}
