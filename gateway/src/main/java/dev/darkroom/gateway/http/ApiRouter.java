package dev.darkroom.gateway.http;

import dev.darkroom.gateway.audit.Auditor;
import dev.darkroom.gateway.auth.Authenticator;
import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.http.ApiDocument.Operation;
import dev.darkroom.gateway.limit.Standing;
import dev.darkroom.gateway.limit.Turnstile;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.PlatformHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The document's operations and the routes that answer them, joined. Everything that no operation
 * answers is a problem too.
 */
final class ApiRouter {
  private static final String OPERATION = "darkroom.called";

  private final ApiDocument document;
  private final Map<String, Route> routes = new HashMap<>();
  private final Authenticator authenticator;
  private final Turnstile turnstile;
  private final Function<Caller, Optional<Standing>> budgets;
  private final Auditor auditor;
  private final RefusalTrail refusals;
  private final HttpLimits limits;
  private final HttpMeter meter;
  private final Supplier<UUID> ids;

  /**
   * @throws IllegalStateException where the document and the routes differ
   */
  ApiRouter(HttpApi.Parts parts, HttpLimits limits) {
    this.document = parts.document();
    this.authenticator = parts.authenticator();
    this.turnstile = parts.turnstile();
    this.budgets = parts.budgets();
    this.auditor = parts.auditor();
    this.refusals =
        new RefusalTrail(
            auditor, InstantSource.system(), Thread::startVirtualThread, System::nanoTime);
    this.limits = limits;
    this.meter = parts.meter();
    this.ids = parts.ids();
    parts.routes().forEach(route -> this.routes.put(route.operationId(), route));
    if (!this.routes.keySet().equals(document.operationIds())) {
      throw new IllegalStateException(
          "the document has the operations "
              + document.operationIds()
              + " and the code has routes for "
              + this.routes.keySet());
    }
  }

  /**
   * @param threads starts a virtual thread for each request
   * @param slow hears of each request that begins
   */
  Future<Router> build(Vertx vertx, Executor threads, SlowClients slow) {
    return Contract.of(vertx, document).map(contract -> build(vertx, threads, slow, contract));
  }

  /** Answers a request whose body comes too slowly; its connection ends. */
  void refuseSlow(RoutingContext ctx) {
    refuse(
        ctx,
        Problem.of(
            ProblemCode.REQUEST_TIMEOUT,
            "the body comes too slowly: send at least %d bytes in any %d ms"
                .formatted(limits.pace().bytesPerLook(), limits.pace().look().toMillis())));
  }

  private Router build(Vertx vertx, Executor threads, SlowClients slow, Contract contract) {
    Dispatcher.Shared shared =
        new Dispatcher.Shared(
            contract,
            auditor,
            InstantSource.system(),
            limits,
            threads,
            new Semaphore(limits.atOnce().requests()),
            new Streams(limits));
    Gate gate =
        new Gate(
            new KeyCheck(authenticator),
            turnstile,
            budgets,
            (ctx, failure) -> refuse(ctx, Failures.problem(failure, requestId(ctx))));
    Router router = Router.router(vertx);
    router.route().handler((PlatformHandler) ctx -> begin(ctx, slow));
    for (Operation operation : document.operations()) {
      // Vert.x lets only platform and policy handlers stand before one that reads the body.
      SecurityPolicyHandler authorized = ctx -> authorize(ctx, operation, gate);
      io.vertx.ext.web.Route matched = router.route(operation.method(), pattern(operation));
      if (operation.method().equals(HttpMethod.GET)) {
        matched.method(HttpMethod.HEAD);
      }
      matched.handler(authorized);
      if (operation.hasBody()) {
        matched.handler((SecurityPolicyHandler) ctx -> checkMediaType(ctx, operation));
      }
      if (operation.spooled()) {
        matched.handler(ctx -> SpooledBody.read(ctx, limits.sizes().spooled()));
      } else if (operation.takesFiles()) {
        matched.handler(ctx -> FileBody.read(ctx, limits.sizes().upload()));
      } else if (operation.hasBody()) {
        matched.handler(BodyHandler.create(false).setBodyLimit(limits.sizes().body()));
      }
      matched.handler(new Dispatcher(operation, answering(operation), shared));
    }
    router.route().last().handler(this::noSuchRoute).failureHandler(this::fail);
    return router;
  }

  private Route answering(Operation operation) {
    @Nullable Route route = routes.get(operation.id());
    if (route == null) {
      throw new IllegalStateException("no route for " + operation.id());
    }
    return route;
  }

  /** {@code {name}} in the document is {@code :name} in Vert.x. */
  private static String pattern(Operation operation) {
    return operation.path().replaceAll("\\{(\\w+)\\}", ":$1");
  }

  /** The first handler of every request. */
  private void begin(RoutingContext ctx, SlowClients slow) {
    if (Streams.wantsSocket(ctx.request())) {
      ctx.request().pause(); // one that has been read to its end becomes no WebSocket any more
    }
    ctx.put(Dispatcher.REQUEST_ID, ids.get().toString());
    meter.measure(ctx);
    slow.began(ctx);
    ctx.next();
  }

  /** Before the body is read. */
  private void authorize(RoutingContext ctx, Operation operation, Gate gate) {
    ctx.put(OPERATION, operation);
    meter.name(ctx, operation.id());
    gate.pass(ctx, operation);
  }

  private void checkMediaType(RoutingContext ctx, Operation operation) {
    @Nullable String type = ctx.request().getHeader("Content-Type");
    String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (operation.media().contains(media)) {
      ctx.next();
      return;
    }
    String wrong =
        type == null
            ? "Content-Type is missing"
            : "Content-Type '"
                + (type.length() <= 80 ? type : type.substring(0, 80) + "…")
                + "' is not taken";
    refuse(
        ctx,
        Problem.of(
            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
            "Content-Type",
            wrong + ": use " + String.join(", ", operation.media())));
  }

  private void noSuchRoute(RoutingContext ctx) {
    String path = ctx.request().path();
    List<String> methods = document.methodsOf(path == null ? "" : path);
    if (methods.isEmpty()) {
      refuse(
          ctx,
          Problem.of(
              ProblemCode.ROUTE_NOT_FOUND,
              "there is no such route: GET /openapi.json lists those there are"));
      return;
    }
    String allowed = String.join(", ", methods);
    refuse(
        ctx,
        Problem.of(
                ProblemCode.METHOD_NOT_ALLOWED,
                ctx.request().method() + " is not allowed here: use " + allowed)
            .withHeader("Allow", allowed));
  }

  private void fail(RoutingContext ctx) {
    @Nullable Throwable failure = ctx.failure();
    int status = ctx.statusCode();
    boolean ours = failure != null && (status < 400 || status == 500);
    refuse(
        ctx,
        ours && failure != null
            ? Failures.problem(failure, requestId(ctx))
            : Failures.problem(status, limits));
  }

  private static String requestId(RoutingContext ctx) {
    @Nullable String id = ctx.get(Dispatcher.REQUEST_ID);
    return id == null ? "none" : id;
  }

  private void refuse(RoutingContext ctx, Problem problem) {
    String requestId = requestId(ctx);
    @Nullable Operation operation = ctx.get(OPERATION);
    if (operation != null) {
      refusals.note(ctx, operation, problem, requestId);
    }
    // What the client still sends is of no interest: the connection ends with the answer.
    boolean unread = !ctx.request().isEnded();
    if (unread && ctx.request().version() != HttpVersion.HTTP_2) {
      ctx.response().putHeader("Connection", "close");
    }
    Responder.send(ctx.response(), Responder.answer(problem, requestId), requestId);
  }
}
