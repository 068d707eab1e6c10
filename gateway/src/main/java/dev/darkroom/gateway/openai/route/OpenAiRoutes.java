package dev.darkroom.gateway.openai.route;

import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.openai.BatchRequests;
import dev.darkroom.gateway.openai.EditDesk;
import dev.darkroom.gateway.openai.FileDesk;
import dev.darkroom.gateway.openai.ImageDesk;
import dev.darkroom.storage.file.Files;
import java.util.List;

/** Every route of OpenAI's edge. */
public final class OpenAiRoutes {
  private OpenAiRoutes() {}

  /** What they stand on. */
  public record Desks(
      Files stored, FileDesk files, ImageDesk images, EditDesk edits, BatchRequests batches) {}

  /** One route for each operation. */
  public static List<Route> of(Desks desks) {
    return List.of(
        new CreateFile(desks.files()),
        new ListFiles(desks.files(), desks.stored()),
        OneFile.get(desks.files()),
        OneFile.delete(desks.files(), desks.stored()),
        OneFile.content(desks.files(), desks.stored()),
        new CreateImage(desks.images()),
        ChangeImage.edit(desks.edits()),
        ChangeImage.variation(desks.edits()));
  }
}
