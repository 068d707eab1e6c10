package dev.darkroom.gateway.openai.route;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.openai.TuningBody;
import dev.darkroom.gateway.openai.TuningDesk;

/** {@code POST /v1/fine_tuning/jobs}: begins to tune a model on a file's pictures. */
final class CreateTuning implements Route {
  private final TuningDesk desk;

  CreateTuning(TuningDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "createTuning";
  }

  @Override
  public Action read(Request request) {
    TuningDesk.Asked asked = desk.read(request);
    return () -> Answer.ok(TuningBody.of(desk.begin(request, asked).job()));
  }
}
