package dev.darkroom.gateway.openai.route;

import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.openai.EditDesk;
import dev.darkroom.gateway.openai.ImageEvents.Names;

/** {@code POST /v1/images/edits} and {@code POST /v1/images/variations}. */
final class ChangeImage implements Route {
  private final String operationId;
  private final EditDesk desk;
  private final Reading reading;

  /** How the form is read. */
  private interface Reading {
    EditDesk.Asked of(Request request);
  }

  private ChangeImage(String operationId, EditDesk desk, Reading reading) {
    this.operationId = operationId;
    this.desk = desk;
    this.reading = reading;
  }

  static Route edit(EditDesk desk) {
    return new ChangeImage("editImage", desk, request -> desk.edit(request, Forms.of(request)));
  }

  static Route variation(EditDesk desk) {
    return new ChangeImage(
        "varyImage", desk, request -> desk.variation(request, Forms.of(request)));
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    EditDesk.Asked asked = reading.of(request);
    return () -> desk.serve(request, asked, Names.EDIT);
  }
}
