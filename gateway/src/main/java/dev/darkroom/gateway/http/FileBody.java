package dev.darkroom.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of a request that brings a file, whole and as it was sent, in memory. */
final class FileBody {
  private static final String KEY = "darkroom.file";

  private FileBody() {}

  /** Reads it, then goes on; over {@code maxBytes} the request fails with 413. */
  static void read(RoutingContext ctx, int maxBytes) {
    HttpServerRequest request = ctx.request();
    Buffer body = Buffer.buffer();
    request.handler(chunk -> {
      if (ctx.failed()) {
        return;
      }
      if (body.length() + chunk.length() > maxBytes) {
        ctx.fail(413);
      } else {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(_ -> {
      if (!ctx.failed()) {
        ctx.put(KEY, body);
        ctx.next();
      }
    });
  }

  /** What was read, if this request brought a file. */
  static Optional<Buffer> of(RoutingContext ctx) {
    @Nullable Buffer body = ctx.get(KEY);
    return Optional.ofNullable(body);
  }
}
