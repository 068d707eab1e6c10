package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.upload.PictureSize;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;

/** The pictures that a generation begins with, their sizes known before a worker sees them. */
public final class InputPictures {
  private static final int MAX_ID_CHARS = 256;

  /** What workers read. */
  private static final int MAX_BYTES = 32 << 20;

  private final Pictures pictures;
  private final ObjectStore store;

  public InputPictures(Pictures pictures, ObjectStore store) {
    this.pictures = pictures;
    this.store = store;
  }

  /** A picture and what its header says. */
  record Sized(Picture picture, PictureSize size) {}

  /**
   * The picture that a field names; may block.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException MISSING_FIELD, UNKNOWN_PICTURE,
   *     INVALID_FILE, or VALUE_OUT_OF_RANGE where it is too large
   */
  Sized read(Fields fields, String param, TenantId tenant) {
    Picture picture = pictures.one(tenant, param, fields.requiredText(param, MAX_ID_CHARS));
    PictureSize size =
        PictureSize.ofUpright(head(picture))
            .orElseThrow(() ->
                Fields.problem(
                    ProblemCode.INVALID_FILE,
                    param,
                    param
                        + " '"
                        + picture.name()
                        + "' tells no size: use a PNG, JPEG or WebP file"));
    if (picture.sizeBytes() > MAX_BYTES || !size.fits()) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          param,
          "%s has %dx%d pixels in %d bytes: use at most %d a side, %d in all and %d bytes"
              .formatted(
                  param,
                  size.width(),
                  size.height(),
                  picture.sizeBytes(),
                  PictureSize.MAX_SIDE,
                  PictureSize.MAX_PIXELS,
                  MAX_BYTES));
    }
    return new Sized(picture, size);
  }

  /**
   * The latent that a field names; may block. Whether it fits the model is for its worker to say.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException MISSING_FIELD or UNKNOWN_PICTURE
   */
  Picture latent(Fields fields, String param, TenantId tenant) {
    return pictures.latent(tenant, param, fields.requiredText(param, MAX_ID_CHARS));
  }

  private byte[] head(Picture picture) {
    try (InputStream in = store.open(picture.key(), 0, PictureSize.HEAD_BYTES)) {
      return in.readNBytes(PictureSize.HEAD_BYTES);
    } catch (IOException e) {
      throw new StorageException(
          StorageException.Code.UNAVAILABLE, "reading " + picture.name() + " broke off", e);
    }
  }
}
