package dev.darkroom.gateway.route.self;

import dev.darkroom.gateway.body.HealthBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;

/** {@code GET /healthz}: the process answers. */
final class GetHealth implements Route {
  @Override
  public String operationId() {
    return "getHealth";
  }

  @Override
  public Action read(Request request) {
    return () -> Answer.ok(new HealthBody("ok"));
  }
}
