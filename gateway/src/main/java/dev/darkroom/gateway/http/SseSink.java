package dev.darkroom.gateway.http;

import java.util.Map;

/** Events as a stream of server-sent events. */
final class SseSink implements EventSink {
  static final Map<String, String> HEADERS =
      // The last one keeps proxies from holding events back.
      Map.of("Content-Type", "text/event-stream; charset=utf-8", "X-Accel-Buffering", "no");

  private static final long RETRY_MILLIS = 2_000;

  private final Sink sink;

  SseSink(Sink sink) {
    this.sink = sink;
  }

  /** Tells the client first when to come back if it is cut off. */
  static SseSink greeting(Sink sink) throws InterruptedException {
    sink.write(EventText.retry(RETRY_MILLIS));
    return new SseSink(sink);
  }

  @Override
  public void tell(Event event) throws InterruptedException {
    sink.write(EventText.sse(event));
  }

  @Override
  public void heartbeat() throws InterruptedException {
    sink.write(EventText.HEARTBEAT);
  }

  @Override
  public void onClose(Runnable listener) {
    sink.onClose(listener);
  }
}
