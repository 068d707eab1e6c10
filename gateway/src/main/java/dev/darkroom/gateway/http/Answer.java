package dev.darkroom.gateway.http;

import dev.darkroom.gateway.body.Json;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a route answers with. */
public sealed interface Answer {
  int status();

  Map<String, String> headers();

  /** All of it at once. */
  record Whole(int status, Map<String, String> headers, Buffer body) implements Answer {
    /** The same with one more header. */
    public Whole with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Whole(status, more, body);
    }
  }

  /** Piece by piece, from a virtual thread, until {@code source} returns. */
  record Stream(int status, Map<String, String> headers, Source source) implements Answer {}

  /**
   * Events as they happen: as server-sent events, or as the messages of a WebSocket where the
   * client has asked for one.
   *
   * @param over whether nothing is left to tell, and the client need not come back
   * @param resumable whether a client that is cut off may come back: it is told when
   * @param source tells until there is no more
   */
  record Events(boolean over, boolean resumable, EventSource source) implements Answer {
    /** Nothing is left to tell. */
    public static final Events OVER = new Events(true, true, _ -> {});

    /** Those to which a client may come back with its last id. */
    public static Events resumable(EventSource source) {
      return new Events(false, true, source);
    }

    /** Those that are told once. */
    public static Events once(EventSource source) {
      return new Events(false, false, source);
    }

    @Override
    public int status() {
      return over ? 204 : 200;
    }

    @Override
    public Map<String, String> headers() {
      return over ? Map.of() : SseSink.HEADERS;
    }

    /** As a stream of text. */
    Stream stream() {
      return new Stream(
          status(),
          headers(),
          sink -> source.tell(resumable ? SseSink.greeting(sink) : new SseSink(sink)));
    }
  }

  /** Tells of events. */
  @FunctionalInterface
  interface EventSource {
    /**
     * Tells until there is no more.
     *
     * @throws SinkClosedException passed on from the sink
     */
    void tell(EventSink sink) throws InterruptedException;
  }

  /** Writes a stream. */
  @FunctionalInterface
  interface Source {
    /**
     * Writes until there is no more.
     *
     * @throws SinkClosedException passed on from the sink
     */
    void writeTo(Sink sink) throws InterruptedException;
  }

  /** 200 with JSON. */
  static Whole ok(Object body) {
    return json(200, body);
  }

  static Whole json(int status, Object body) {
    return new Whole(
        status, Map.of("Content-Type", "application/json"), Buffer.buffer(Json.bytes(body)));
  }

  /** 200 with the bytes of a file. */
  static Whole file(String contentType, byte[] bytes) {
    return new Whole(200, Map.of("Content-Type", contentType), Buffer.buffer(bytes));
  }

  static Whole text(String contentType, String body) {
    return new Whole(200, Map.of("Content-Type", contentType), Buffer.buffer(body));
  }

  /** Nothing but its headers. */
  static Whole bare(int status, Map<String, String> headers) {
    return new Whole(status, headers, Buffer.buffer());
  }

  static Whole noContent() {
    return new Whole(204, Map.of(), Buffer.buffer());
  }
}
