package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.upload.Intake;
import dev.darkroom.gateway.upload.SentFile;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.file.Files;
import dev.darkroom.storage.file.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The bodies of edits as JSON, in which pictures are named ({@code file_id}) or written out ({@code
 * image_url} with a {@code data:} address). They become uploads, which are known by their digests:
 * read again, a body brings nothing twice. An {@code image} of ours (an upload, or a job's output)
 * is left as it is.
 */
public final class EditLines {
  private static final int MAX_BYTES = 64 << 20;
  private static final int MAX_CHARS = 200;
  private static final String IMAGES = "images";
  private static final String IMAGE = "image";
  private static final String MASK = "mask";
  private static final String FILE = "file_id";
  private static final String URL = "image_url";
  private static final String BASE64 = ";base64,";

  private final FileDesk files;
  private final Files stored;
  private final Intake intake;

  public EditLines(FileDesk files, Files stored, Intake intake) {
    this.files = files;
    this.stored = stored;
    this.intake = intake;
  }

  /**
   * The body with uploads in place of its pictures; the body given is left as it is. Blocks.
   *
   * @throws ProblemException naming the field that does not fit
   */
  ObjectNode kept(TenantId tenant, ObjectNode sent) {
    ObjectNode body = sent.deepCopy();
    JsonNode image = picture(body);
    Optional<SentFile> mask =
        body.path(MASK).isMissingNode() || body.path(MASK).isNull()
            ? Optional.empty()
            : Optional.of(file(tenant, MASK, body.path(MASK)));
    body.remove(List.of(IMAGES, IMAGE, MASK));
    if (image.isTextual()) {
      body.set(IMAGE, image);
      mask.ifPresent(
          file -> body.put("mask_image", keep(tenant, EditDesk.mask(file, mask).orElse(file))));
      return body;
    }
    SentFile file = file(tenant, IMAGE, image);
    body.put(IMAGE, keep(tenant, file));
    EditDesk.mask(file, mask).ifPresent(ours -> body.put("mask_image", keep(tenant, ours)));
    return body;
  }

  private static JsonNode picture(ObjectNode body) {
    JsonNode images = body.path(IMAGES);
    if (images.isArray() && images.size() == 1 && !body.has(IMAGE)) {
      return images.get(0);
    }
    if (images.isMissingNode() && body.hasNonNull(IMAGE)) {
      return body.path(IMAGE);
    }
    throw Fields.problem(
        body.has(IMAGES) ? ProblemCode.FIELDS_CONFLICT : ProblemCode.MISSING_FIELD,
        IMAGES,
        "an edit changes one picture: use \"images\": [{\"file_id\": \"file-…\"}]");
  }

  private SentFile file(TenantId tenant, String param, JsonNode named) {
    SentFile file =
        named.path(FILE).isTextual()
            ? stored(tenant, param, named.path(FILE).asText())
            : written(param, named.path(URL).asText(""));
    if (!file.type().isPicture()) {
      throw Fields.problem(
          ProblemCode.INVALID_FILE, param, param + " is no picture: use PNG, JPEG or WebP");
    }
    return file;
  }

  private SentFile stored(TenantId tenant, String param, String id) {
    StoredFile file = files.find(tenant, param, id);
    try (InputStream in = stored.open(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw Fields.problem(
            ProblemCode.INVALID_FILE,
            param,
            "%s has more than %d bytes".formatted(file.id(), MAX_BYTES));
      }
      return new SentFile(file.name(), bytes, Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(file.id() + " cannot be read", e);
    }
  }

  private static SentFile written(String param, String url) {
    int from = url.indexOf(BASE64);
    if (!url.startsWith("data:") || from < 0) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_VALUE,
          param,
          "%s is given by '%s': use {\"file_id\": \"file-…\"}, or {\"image_url\": \"data:image/png;base64,…\"}"
              .formatted(param, Fields.clip(url.substring(0, Math.min(MAX_CHARS, url.length())))));
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(url.substring(from + BASE64.length()));
      return new SentFile(param, bytes, Optional.empty());
    } catch (IllegalArgumentException _) {
      throw Fields.problem(
          ProblemCode.INVALID_FILE, param, "the base64 of " + param + " cannot be read");
    }
  }

  private String keep(TenantId tenant, SentFile file) {
    return intake.keep(tenant, file).id();
  }
}
