package dev.darkroom.gateway.openai.route;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.http.Sink;
import dev.darkroom.gateway.openai.FileDesk;
import dev.darkroom.gateway.openai.FileObject;
import dev.darkroom.storage.file.Files;
import dev.darkroom.storage.file.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;

/** {@code GET} and {@code DELETE /v1/files/{id}}, {@code GET /v1/files/{id}/content}. */
final class OneFile implements Route {
  private static final int PIECE = 64 << 10;

  private final String operationId;
  private final FileDesk desk;
  private final Deed deed;

  /** What is done with it. */
  private interface Deed {
    Answer with(StoredFile file);
  }

  /** The answer to a deletion. */
  private record Deleted(String id, String object, boolean deleted) {}

  private OneFile(String operationId, FileDesk desk, Deed deed) {
    this.operationId = operationId;
    this.desk = desk;
    this.deed = deed;
  }

  static Route get(FileDesk desk) {
    return new OneFile("getFile", desk, file -> Answer.ok(FileObject.of(file)));
  }

  static Route delete(FileDesk desk, Files files) {
    return new OneFile(
        "deleteFile",
        desk,
        file -> {
          files.remove(file);
          return Answer.ok(new Deleted(file.id().value(), "file", true));
        });
  }

  static Route content(FileDesk desk, Files files) {
    return new OneFile(
        "getFileContent",
        desk,
        file ->
            new Answer.Stream(
                200,
                Map.of(
                    "Content-Type",
                    file.contentType(),
                    "Content-Disposition",
                    "attachment; filename=\"" + file.id() + "\""),
                sink -> write(files, file, sink)));
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    StoredFile file = desk.find(request.tenant(), "id", request.path("id"));
    return () -> deed.with(file);
  }

  /** A piece at a time: what is sent takes no more memory however large it is. */
  private static void write(Files files, StoredFile file, Sink sink) throws InterruptedException {
    try (InputStream in = files.open(file)) {
      byte[] piece = new byte[PIECE];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        sink.write(Arrays.copyOf(piece, read));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file.id() + " cannot be read any further", e);
    }
  }
}
