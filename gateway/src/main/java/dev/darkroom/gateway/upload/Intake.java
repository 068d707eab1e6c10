package dev.darkroom.gateway.upload;

import dev.darkroom.job.Digest;
import dev.darkroom.job.TenantId;
import dev.darkroom.storage.upload.Upload;
import dev.darkroom.storage.upload.Uploads;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was sent; of an archive each of its pictures as well, an upload of its own. */
public final class Intake {
  private final Uploads uploads;

  public Intake(Uploads uploads) {
    this.uploads = uploads;
  }

  /**
   * Keeps a file. Blocks.
   *
   * @param pictures of an archive; empty of any other file
   */
  public Upload keep(TenantId tenant, SentFile file, List<SentFile> pictures) {
    List<Digest> parts = new ArrayList<>();
    for (SentFile picture : pictures) {
      parts.add(put(tenant, picture, List.of()).digest());
    }
    return put(tenant, file, parts);
  }

  private Upload put(TenantId tenant, SentFile file, List<Digest> parts) {
    return uploads.put(
        tenant, file.name(), file.type().media(), file.bytes(), file.caption(), parts);
  }
}
