package dev.darkroom.gateway.route.upload;

import dev.darkroom.gateway.http.Route;
import dev.darkroom.storage.upload.Uploads;
import java.util.List;

/** Every route of uploads. */
public final class UploadRoutes {
  private UploadRoutes() {}

  public static List<Route> of(Uploads uploads) {
    return List.of(
        new CreateUpload(uploads),
        new ListUploads(uploads),
        OneUpload.get(uploads),
        OneUpload.delete(uploads));
  }
}
