package dev.darkroom.gateway.route.upload;

import dev.darkroom.gateway.direct.DirectDesk;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.storage.upload.Uploads;
import java.util.List;

/** Every route of uploads, through the gateway and straight into the store. */
public final class UploadRoutes {
  private UploadRoutes() {}

  public static List<Route> of(Uploads uploads, DirectDesk directs) {
    return List.of(
        new CreateUpload(uploads),
        new ListUploads(uploads),
        OneUpload.get(uploads),
        OneUpload.delete(uploads),
        new CreateDirectUpload(directs),
        OneDirectUpload.get(directs),
        OneDirectUpload.complete(directs),
        OneDirectUpload.delete(directs));
  }
}
