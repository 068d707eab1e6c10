package dev.darkroom.gateway.openai;

import dev.darkroom.job.Output;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.object.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Makes bodies of what a job has drawn. Blocks where pictures come in the body itself. */
public final class ImageBodies {
  /** Of one picture in a body; what workers draw is far below. */
  private static final int MAX_PICTURE = 64 << 20;

  private static final String IMAGE = "image/";

  private final ObjectStore objects;

  public ImageBodies(ObjectStore objects) {
    this.objects = objects;
  }

  /**
   * The pictures among a job's outputs.
   *
   * @param embedded whether they come in the body
   * @param urlTtl how long their addresses are good
   * @throws dev.darkroom.storage.StorageException where one cannot be read
   */
  public ImagesBody of(
      JobId job,
      Instant created,
      List<Output> outputs,
      Optional<String> size,
      boolean embedded,
      Duration urlTtl) {
    List<Output> pictures = pictures(outputs);
    return new ImagesBody(
        created.getEpochSecond(),
        pictures.stream().map(picture -> picture(picture, embedded, urlTtl)).toList(),
        "opaque",
        pictures.stream().findFirst().map(ImageBodies::format),
        size,
        job.toString(),
        Optional.empty());
  }

  /** The pictures that a job was asked for, in their order. */
  static List<Output> pictures(List<Output> outputs) {
    return outputs.stream().filter(output -> output.role() == Output.Role.IMAGE).toList();
  }

  /** The bytes of a picture as text. */
  String base64(Output picture) {
    return Base64.getEncoder().encodeToString(objects.get(picture.key(), MAX_PICTURE));
  }

  /** What kind of file a picture is, as OpenAI names it. */
  static String format(Output picture) {
    return picture.contentType().startsWith(IMAGE)
        ? picture.contentType().substring(IMAGE.length())
        : picture.contentType();
  }

  private ImagesBody.Picture picture(Output picture, boolean embedded, Duration urlTtl) {
    return new ImagesBody.Picture(
        embedded
            ? Optional.empty()
            : Optional.of(objects.presignGet(picture.key(), urlTtl, Optional.empty())),
        embedded ? Optional.of(base64(picture)) : Optional.empty(),
        picture.seed(),
        picture.hash().toString());
  }
}
