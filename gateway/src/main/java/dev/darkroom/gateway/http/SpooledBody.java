package dev.darkroom.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that may be large: written to a file of its own while it comes, so that it
 * takes no memory however large it is. The file is gone when the request is answered.
 */
final class SpooledBody {
  private static final String KEY = "darkroom.spool";

  private SpooledBody() {}

  /** Writes it, then goes on; over {@code maxBytes} the request fails with 413. */
  static void read(RoutingContext ctx, long maxBytes) {
    HttpServerRequest request = ctx.request();
    request.pause();
    Path file = create();
    ctx.addEndHandler(_ -> delete(file));
    ctx.vertx()
        .fileSystem()
        .open(file.toString(), new OpenOptions().setWrite(true).setTruncateExisting(true))
        .onFailure(ctx::fail)
        .onSuccess(open -> pipe(ctx, request, open, file, maxBytes));
  }

  /** What was written, if this request's body is one. */
  static Optional<Path> of(RoutingContext ctx) {
    @Nullable Path file = ctx.get(KEY);
    return Optional.ofNullable(file);
  }

  private static void pipe(
      RoutingContext ctx, HttpServerRequest request, AsyncFile open, Path file, long maxBytes) {
    long[] written = {0};
    request.handler(chunk -> take(ctx, request, open, chunk, written, maxBytes));
    request.exceptionHandler(_ -> {
      var _ = open.close();
    });
    request.endHandler(_ -> {
      var _ =
          open.close()
              .onFailure(ctx::fail)
              .onSuccess(_ -> {
                if (!ctx.failed()) {
                  ctx.put(KEY, file);
                  ctx.next();
                }
              });
    });
    request.resume();
  }

  private static void take(
      RoutingContext ctx,
      HttpServerRequest request,
      AsyncFile open,
      Buffer chunk,
      long[] written,
      long maxBytes) {
    if (ctx.failed()) {
      return;
    }
    written[0] += chunk.length();
    if (written[0] > maxBytes) {
      ctx.fail(413);
      return;
    }
    var _ = open.write(chunk).onFailure(ctx::fail);
    if (open.writeQueueFull()) {
      request.pause();
      open.drainHandler(_ -> request.resume());
    }
  }

  private static Path create() {
    try {
      return Files.createTempFile("darkroom-body-", ".spool");
    } catch (IOException e) {
      throw new UncheckedIOException("there is no room for the body of a request", e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be deleted", e);
    }
  }
}
