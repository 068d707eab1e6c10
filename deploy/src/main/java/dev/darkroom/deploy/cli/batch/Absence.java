package dev.darkroom.deploy.cli.batch;

import dev.darkroom.client.FarmException;
import dev.darkroom.client.FarmRefused;
import dev.darkroom.client.FarmUnreachable;
import dev.darkroom.client.Retries;
import dev.darkroom.deploy.cli.common.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A farm that is away while a run needs it: waited for ever longer, and not for good. */
final class Absence {
  private static final Set<Integer> NOT_NOW = Set.of(429, 502, 503, 504);

  private final PrintStream err;
  private final Retries patience;
  private int tried;
  private Duration waited = Duration.ZERO;

  Absence(PrintStream err) {
    this(err, Retries.PATIENT);
  }

  Absence(PrintStream err, Retries patience) {
    this.err = err;
    this.patience = patience;
  }

  /** It is back. */
  void over() {
    tried = 0;
    waited = Duration.ZERO;
  }

  /**
   * Waits for a while and says so.
   *
   * @throws FarmException where it says no rather than being away, or has been away for too long
   * @throws IOException where it is no farm's fault
   */
  void await(Exception why) throws IOException, InterruptedException {
    switch (why) {
      case FarmRefused refused when !NOT_NOW.contains(refused.status()) -> {
        refused.reasons().forEach(err::println);
        throw refused;
      }
      case FarmException away -> pause(away);
      case IOException e -> throw e;
      default -> throw new IllegalStateException(why);
    }
  }

  private void pause(FarmException why) throws InterruptedException {
    Optional<Duration> wait = patience.next(++tried, waited, Optional.empty(), 0);
    if (wait.isEmpty()) {
      throw new FarmUnreachable(
          "%s (waited %s): run the same command again when it is back, nothing is drawn or fetched twice"
              .formatted(why.getMessage(), Terminal.human(waited)),
          why);
    }
    err.println(
        "darkroom: %s; trying again in %s, for %s at most"
            .formatted(
                why.getMessage(),
                Terminal.human(wait.get()),
                Terminal.human(patience.total().minus(waited))));
    Thread.sleep(wait.get());
    waited = waited.plus(wait.get());
  }
}
