package dev.darkroom.gateway.openai.route;

import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.openai.ImageDesk;
import dev.darkroom.gateway.openai.ImageEvents.Names;
import dev.darkroom.gateway.request.JsonText;

/** {@code POST /v1/images/generations}: draws pictures while the client waits. */
final class CreateImage implements Route {
  private final ImageDesk desk;

  CreateImage(ImageDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "createImage";
  }

  @Override
  public Action read(Request request) {
    ImageDesk.Order order = desk.read(request, JsonText.object(request.body().getBytes()));
    return () -> desk.serve(request, order, Names.GENERATION);
  }
}
