package dev.darkroom.gateway.route.self;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.ApiDocument;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import java.util.function.Supplier;

/** {@code GET /openapi.json}: the document that requests are checked against. */
final class GetOpenApi implements Route {
  private final ApiDocument document;
  private final Supplier<String> url;

  /**
   * @param url where clients reach the gateway
   */
  GetOpenApi(ApiDocument document, Supplier<String> url) {
    this.document = document;
    this.url = url;
  }

  @Override
  public String operationId() {
    return "getOpenApi";
  }

  @Override
  public Action read(Request request) {
    return () -> Answer.text("application/json", document.at(url.get()).encode());
  }
}
