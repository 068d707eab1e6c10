package dev.darkroom.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of a request that brings a file, whole and as it was sent, in memory. */
final class FileBody {
  private static final String KEY = "darkroom.file";

  /** Clients who send more than so many times what is taken may miss the answer. */
  private static final int PATIENCE = 8;

  private FileBody() {}

  /**
   * Reads it, then goes on; over {@code maxBytes} the request fails with 413. What says beforehand
   * that it is too large takes no memory: it is read past, so that its client is done with sending
   * when it is answered and hears it, but no more than {@link #PATIENCE} times the limit.
   */
  static void read(RoutingContext ctx, int maxBytes) {
    HttpServerRequest request = ctx.request();
    boolean tooLarge = declared(request) > maxBytes;
    long most = tooLarge ? (long) PATIENCE * maxBytes : maxBytes;
    Buffer body = Buffer.buffer();
    long[] read = {0};
    request.handler(chunk -> {
      if (ctx.failed()) {
        return;
      }
      read[0] += chunk.length();
      if (read[0] > most) {
        ctx.fail(413);
      } else if (!tooLarge) {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(_ -> {
      if (ctx.failed()) {
        return;
      }
      if (tooLarge) {
        ctx.fail(413);
      } else {
        ctx.put(KEY, body);
        ctx.next();
      }
    });
  }

  /** The bytes that a request says it brings; 0 where it says nothing that can be read. */
  private static long declared(HttpServerRequest request) {
    @Nullable String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length.strip());
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /** What was read, if this request brought a file. */
  static Optional<Buffer> of(RoutingContext ctx) {
    @Nullable Buffer body = ctx.get(KEY);
    return Optional.ofNullable(body);
  }
}
