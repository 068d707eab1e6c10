package dev.darkroom.gateway.openai.route;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.openai.FileDesk;
import dev.darkroom.gateway.openai.FileObject;

/** {@code POST /v1/files}: takes a file of any size out of a form. */
final class CreateFile implements Route {
  private final FileDesk desk;

  CreateFile(FileDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "createFile";
  }

  @Override
  public Action read(Request request) {
    FileDesk.Brought brought = FileDesk.read(Forms.of(request));
    return () -> Answer.ok(FileObject.of(desk.keep(request.tenant(), brought)));
  }
}
