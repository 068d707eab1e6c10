package dev.darkroom.gateway.openai.route;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.openai.CursorList;
import dev.darkroom.gateway.openai.FileDesk;
import dev.darkroom.gateway.openai.FileObject;
import dev.darkroom.job.id.FileId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.file.Files;
import dev.darkroom.storage.file.Purpose;
import dev.darkroom.storage.file.StoredFile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code GET /v1/files}: the tenant's files, the newest first unless asked otherwise. */
final class ListFiles implements Route {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;

  private final FileDesk desk;
  private final Files files;

  ListFiles(FileDesk desk, Files files) {
    this.desk = desk;
    this.files = files;
  }

  @Override
  public String operationId() {
    return "listFiles";
  }

  @Override
  public Action read(Request request) {
    TenantId tenant = request.tenant();
    int limit = request.query().integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    boolean oldest =
        request.query().choice("order", List.of("asc", "desc")).filter("asc"::equals).isPresent();
    Optional<Purpose> purpose =
        request
            .query()
            .choice("purpose", Arrays.stream(Purpose.values()).map(Purpose::toString).toList())
            .flatMap(Purpose::ofText);
    Optional<FileId> after =
        request.query().text("after").map(id -> desk.find(tenant, "after", id).id());
    Predicate<StoredFile> wanted = file -> purpose.filter(p -> p != file.purpose()).isEmpty();
    return () -> {
      Files.Page page =
          oldest
              ? files.oldest(tenant, wanted, after, limit)
              : files.newest(tenant, wanted, after, limit);
      return Answer.ok(
          CursorList.of(
              page.files().stream().map(FileObject::of).toList(), FileObject::id, page.hasMore()));
    };
  }
}
