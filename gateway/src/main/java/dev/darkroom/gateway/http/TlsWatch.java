package dev.darkroom.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a server's certificate from time to time and serves a newer pair; connections that are
 * open keep theirs. What cannot be served is said in the log, and the old one stays.
 */
final class TlsWatch {
  private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);

  private final Vertx vertx;
  private final HttpServer server;
  private final Tls tls;
  private Tls.Pair served;

  TlsWatch(Vertx vertx, HttpServer server, Tls tls, Tls.Pair served) {
    this.vertx = vertx;
    this.server = server;
    this.tls = tls;
    this.served = served;
  }

  /** Goes on until the server's Vert.x is closed. */
  void begin() {
    var _ = vertx.setPeriodic(tls.reread().toMillis(), _ -> look());
  }

  private void look() {
    var _ =
        vertx
            .executeBlocking(() -> tls.read(vertx, Instant.now()))
            .onSuccess(this::serve)
            .onFailure(e -> LOG.warn("the certificate stays as it is: {}", e.getMessage()));
  }

  private void serve(Tls.Pair pair) {
    if (pair.isSame(served)) {
      return;
    }
    var _ =
        server
            .updateSSLOptions(Tls.offering(pair))
            .onSuccess(_ -> {
              served = pair;
              LOG.info("serving the newer certificate of {}", tls.certificate());
            })
            .onFailure(e -> LOG.warn("the certificate stays as it is", e));
  }
}
