package dev.darkroom.gateway.openai.route;

import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.upload.Form;

/** The forms that requests bring. */
final class Forms {
  private Forms() {}

  /** The body of an operation whose bodies are forms. */
  static Form of(Request request) {
    String type = request.header("Content-Type").stream().findFirst().orElse("");
    return Form.read(type, request.file().orElseThrow());
  }
}
