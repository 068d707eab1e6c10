package dev.darkroom.gateway.http;

import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.http.ApiDocument.Operation;
import dev.darkroom.gateway.limit.Standing;
import dev.darkroom.gateway.limit.Turnstile;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What every request passes before its body is read: its key, then the limits of the key and of its
 * tenant.
 */
final class Gate {
  private static final String CALLER = "darkroom.caller";
  private static final Duration RETRY_OPEN = Duration.ofSeconds(1);

  private final KeyCheck keys;
  private final Turnstile turnstile;
  private final Function<Caller, Optional<Standing>> budgets;
  private final BiConsumer<RoutingContext, Throwable> refuse;

  /**
   * @param budgets how a caller's budget stands, where it has one; returns at once
   * @param refuse answers a request that does not pass
   */
  Gate(
      KeyCheck keys,
      Turnstile turnstile,
      Function<Caller, Optional<Standing>> budgets,
      BiConsumer<RoutingContext, Throwable> refuse) {
    this.keys = keys;
    this.turnstile = turnstile;
    this.budgets = budgets;
    this.refuse = refuse;
  }

  /** Whose request it is; empty where no key was needed, or none that is known was sent. */
  static Optional<Caller> callerOf(RoutingContext ctx) {
    return ctx.get(CALLER, Optional.empty());
  }

  /** Goes on with the request, or refuses it. While its key is looked at nothing of it is read. */
  void pass(RoutingContext ctx, Operation operation) {
    CompletableFuture<Optional<Caller>> caller;
    try {
      caller = keys.caller(ctx.request().headers(), operation).toCompletableFuture();
    } catch (RuntimeException e) {
      refuse.accept(ctx, e);
      return;
    }
    if (caller.isDone()) {
      goOn(ctx, operation, caller);
      return;
    }
    HttpServerRequest request = ctx.request();
    Context context = ctx.vertx().getOrCreateContext();
    request.pause();
    var _ =
        caller.whenComplete((_, _) ->
            context.runOnContext(_ -> {
              request.resume();
              goOn(ctx, operation, caller);
            }));
  }

  private void goOn(
      RoutingContext ctx, Operation operation, CompletableFuture<Optional<Caller>> judged) {
    try {
      Optional<Caller> caller = judged.join();
      ctx.put(CALLER, caller);
      caller.ifPresent(known -> {
        KeyCheck.checkAllowed(known, operation);
        count(ctx, known);
      });
    } catch (CompletionException e) {
      refuse.accept(ctx, e.getCause() == null ? e : e.getCause());
      return;
    } catch (RuntimeException e) {
      refuse.accept(ctx, e);
      return;
    }
    ctx.next();
  }

  private void count(RoutingContext ctx, Caller caller) {
    String tenant = caller.tenant().value();
    Turnstile.Turn turn = turnstile.pass(caller.id(), tenant);
    List<Standing> standings =
        Stream.concat(turn.standings().stream(), budgets.apply(caller).stream()).toList();
    if (!standings.isEmpty()) {
      ctx.response()
          .putHeader(Standing.POLICY_HEADER, joined(standings, Standing::policyText))
          .putHeader(Standing.HEADER, joined(standings, Standing::text));
    }
    turn.refusal()
        .ifPresent(refusal -> {
          throw Problem.of(
                  ProblemCode.RATE_LIMITED,
                  "the rate limit of this "
                      + refusal.policy()
                      + " is reached: RateLimit-Policy says how many requests may come in how many"
                      + " seconds")
              .retryAfter(refusal.until())
              .exception();
        });
    if (!turnstile.open(tenant)) {
      throw Problem.of(
              ProblemCode.CONCURRENCY_LIMITED,
              "tenant '" + tenant + "' has all the requests open that it may have: let some end")
          .standing(turnstile.allOpen())
          .retryAfter(RETRY_OPEN)
          .exception();
    }
    ctx.addEndHandler(_ -> turnstile.close(tenant));
  }

  private static String joined(List<Standing> standings, Function<Standing, String> text) {
    return standings.stream().map(text).collect(Collectors.joining(", "));
  }
}
