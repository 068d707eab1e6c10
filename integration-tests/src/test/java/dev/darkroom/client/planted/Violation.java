package dev.darkroom.client.planted;

import dev.darkroom.gateway.GatewaySettings;
import io.vertx.core.Future;

/** A client that knows the farm from the inside. */
public final class Violation {
  private Violation() {}

  static Future<GatewaySettings> inside(int port) {
    return Future.succeededFuture(GatewaySettings.onPort(port));
  }
}
