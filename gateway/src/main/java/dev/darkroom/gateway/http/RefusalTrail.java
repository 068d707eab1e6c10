package dev.darkroom.gateway.http;

import dev.darkroom.gateway.audit.Auditor;
import dev.darkroom.gateway.http.ApiDocument.Operation;
import dev.darkroom.gateway.limit.Limits;
import dev.darkroom.gateway.limit.Rate;
import dev.darkroom.gateway.limit.Turnstile;
import dev.darkroom.gateway.problem.Problem;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Notes calls for a change that are refused before anybody works on them. Whoever is refused writes
 * so many entries a minute at most, all callers without a key together as many, and all of them
 * together so many: what is over that is counted and not written, so that no flood of refusals
 * fills the log. Answers do not wait for these entries: nothing was done.
 */
final class RefusalTrail {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Limits MOST = new Limits(new Rate(60, MINUTE), new Rate(600, MINUTE), 0);
  private static final String NOBODY = "nobody";
  private static final String ALL = "all";

  private final Auditor auditor;
  private final InstantSource clock;
  private final Executor threads;
  private final Turnstile turnstile;

  /**
   * @param threads starts a thread that may block
   * @param nanos a clock that never goes back
   */
  RefusalTrail(Auditor auditor, InstantSource clock, Executor threads, LongSupplier nanos) {
    this.auditor = auditor;
    this.clock = clock;
    this.threads = threads;
    this.turnstile = new Turnstile(MOST, nanos);
  }

  /** For the request's event loop. */
  void note(RoutingContext ctx, Operation operation, Problem problem, String requestId) {
    if (!operation.changes()) {
      return;
    }
    String who = Gate.callerOf(ctx).map(caller -> caller.id()).orElse(NOBODY);
    if (turnstile.pass(who, ALL).refusal().isPresent()) {
      auditor.skipped();
      return;
    }
    Trail trail = new Trail(ctx, operation, requestId);
    Answer.Whole answer = Responder.answer(problem, requestId);
    Optional<String> code = Optional.of(problem.code().stable());
    threads.execute(() -> auditor.note(trail.entry(clock.instant(), answer, code)));
  }
}
