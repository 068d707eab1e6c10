package dev.darkroom.gateway.http;

import dev.darkroom.gateway.audit.Auditor;
import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.http.ApiDocument.Operation;
import dev.darkroom.gateway.http.ApiDocument.Reading;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.QueryText;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RequestBody;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.ValidatableRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests of one operation from their event loop to a virtual thread, where they may
 * block, and their answers back.
 */
final class Dispatcher implements Handler<RoutingContext> {
  static final String REQUEST_ID = "darkroom.request-id";
  private static final Duration RETRY_BUSY = Duration.ofSeconds(1);

  private final Operation operation;
  private final Route route;
  private final Shared shared;

  /**
   * What the dispatchers of all operations share.
   *
   * @param auditor hears of each call of an operation that changes something
   * @param clock tells when
   * @param threads starts a virtual thread for each request
   * @param requests one permit for each that may be answered at once
   * @param streams those that are open
   */
  record Shared(
      Contract contract,
      Auditor auditor,
      InstantSource clock,
      HttpLimits limits,
      Executor threads,
      Semaphore requests,
      Streams streams) {}

  /** What was answered; the code where it was a refusal. */
  private record Answered(Answer answer, Optional<String> code) {
    static Answered refusal(Problem problem, String requestId) {
      return new Answered(
          Responder.answer(problem, requestId), Optional.of(problem.code().stable()));
    }
  }

  Dispatcher(Operation operation, Route route, Shared shared) {
    this.operation = operation;
    this.route = route;
    this.shared = shared;
  }

  @Override
  public void handle(RoutingContext ctx) {
    String requestId = ctx.get(REQUEST_ID);
    Trail trail = new Trail(ctx, operation, requestId);
    Streams.Exchange exchange =
        new Streams.Exchange(ctx.request(), ctx.vertx().getOrCreateContext(), requestId);
    try {
      Request request = request(ctx);
      if (operation.reading() == Reading.WHOLE) {
        start(exchange, trail, () -> answer(request, () -> {}, requestId));
        return;
      }
      shared
          .contract()
          .extract(ctx.request(), operation.id(), bodyOf(ctx))
          .onSuccess(checkable ->
              start(exchange, trail, () -> answer(request, () -> check(checkable), requestId)))
          .onFailure(e -> start(exchange, trail, () -> failed(e, requestId)));
    } catch (RuntimeException e) {
      start(exchange, trail, () -> failed(e, requestId));
    }
  }

  private void start(Streams.Exchange exchange, Trail trail, Supplier<Answered> work) {
    HttpServerResponse response = exchange.response();
    String requestId = exchange.requestId();
    if (!shared.requests().tryAcquire()) {
      refuse(
          response,
          busy(shared.limits().atOnce().requests() + " requests are being answered"),
          requestId);
      return;
    }
    try {
      shared
          .threads()
          .execute(() -> {
            Answered answered;
            try {
              answered = work.get();
              note(trail, answered);
            } finally {
              shared.requests().release();
            }
            give(exchange, answered.answer());
          });
    } catch (RejectedExecutionException _) {
      shared.requests().release();
      refuse(
          response,
          Problem.of(ProblemCode.STORAGE_UNAVAILABLE, "the gateway is stopping")
              .retryAfter(RETRY_BUSY),
          requestId);
    }
  }

  private void note(Trail trail, Answered answered) {
    if (operation.changes()) {
      shared
          .auditor()
          .note(trail.entry(shared.clock().instant(), answered.answer(), answered.code()));
    }
  }

  private static Answered failed(Throwable failure, String requestId) {
    return Answered.refusal(Failures.problem(failure, requestId), requestId);
  }

  private void check(ValidatableRequest checkable) {
    shared.contract().check(checkable, operation.id());
  }

  /**
   * @param check holds the request against the document
   */
  private Answered answer(Request request, Runnable check, String requestId) {
    try {
      Route.Action action = route.read(request);
      check.run();
      return new Answered(action.run(), Optional.empty());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Answered.refusal(
          Problem.of(ProblemCode.STORAGE_UNAVAILABLE, "the gateway is stopping")
              .retryAfter(RETRY_BUSY),
          requestId);
    } catch (RuntimeException | StackOverflowError e) {
      return failed(e, requestId);
    }
  }

  private void give(Streams.Exchange exchange, Answer answer) {
    switch (answer) {
      case Answer.Whole whole ->
          exchange
              .context()
              .runOnContext(_ -> Responder.send(exchange.response(), whole, exchange.requestId()));
      case Answer.Stream stream -> shared.streams().stream(exchange, stream);
      case Answer.Events events -> shared.streams().events(exchange, events);
    }
  }

  private Request request(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    MultiMap headers = request.headers();
    Optional<Caller> caller = Gate.callerOf(ctx);
    Map<String, List<String>> query = new LinkedHashMap<>();
    ctx.queryParams()
        .forEach(pair ->
            query.computeIfAbsent(pair.getKey(), _ -> new ArrayList<>()).add(pair.getValue()));
    CompletableFuture<Void> gone = new CompletableFuture<>();
    ctx.response().closeHandler(_ -> gone.complete(null));
    return new Request(
        caller,
        ctx.pathParams(),
        new QueryText(query, operation.query()),
        headers,
        bodyOf(ctx),
        SpooledBody.of(ctx),
        isLocal(request),
        gone);
  }

  private static boolean isLocal(HttpServerRequest request) {
    @Nullable String host =
        request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    return host != null && InetAddress.ofLiteral(host).isLoopbackAddress();
  }

  private static Buffer bodyOf(RoutingContext ctx) {
    Optional<Buffer> file = FileBody.of(ctx);
    if (file.isPresent()) {
      return file.get();
    }
    @Nullable RequestBody body = ctx.body();
    @Nullable Buffer buffer = body == null ? null : body.buffer();
    return buffer == null ? Buffer.buffer() : buffer;
  }

  private static Problem busy(String detail) {
    return Problem.of(ProblemCode.TOO_MANY_REQUESTS, detail + ", the most at once: try again")
        .retryAfter(RETRY_BUSY);
  }

  private static void refuse(HttpServerResponse response, Problem problem, String requestId) {
    Responder.send(response, Responder.answer(problem, requestId), requestId);
  }
}
