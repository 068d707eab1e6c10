package dev.darkroom.gateway.direct;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.openai.FileDesk;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.upload.FileNames;
import dev.darkroom.job.id.Digest;
import dev.darkroom.storage.file.Purpose;
import dev.darkroom.storage.upload.DirectUpload.Announced;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what somebody says of a file before putting it: {@code POST /v1/direct-uploads}. */
public final class DirectRequest {
  /** What goes through memory at once, as a body of {@code POST /v1/uploads} does. */
  private static final long MAX_UPLOAD_BYTES = 64L << 20;

  /** As {@code POST /v1/files} takes it. */
  private static final long MAX_FILE_BYTES = 512L << 20;

  private static final Set<String> FIELDS =
      Set.of("filename", "bytes", "content_type", "purpose", "sha256", "caption");
  private static final String UNTOLD = "application/octet-stream";
  private static final int MAX_NAME = 255;
  private static final int MAX_TYPE = 127;
  private static final int MAX_PURPOSE = 60;
  private static final int MAX_CAPTION = 1_000;
  private static final int DIGITS = 64;
  private static final Pattern TYPE = Pattern.compile("[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private DirectRequest() {}

  /**
   * Reads the body.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  public static Announced read(ObjectNode body) {
    Fields fields = new Fields(body);
    fields.refuseUnknown("a direct upload", FIELDS);
    String name = FileNames.plain(fields.requiredText("filename", MAX_NAME));
    Optional<Purpose> purpose = fields.text("purpose", MAX_PURPOSE).map(FileDesk::purpose);
    if (purpose.isPresent() && fields.has("caption")) {
      throw Fields.problem(
          ProblemCode.FIELDS_CONFLICT,
          "caption",
          "caption does not go with purpose: leave one of them out");
    }
    return new Announced(
        name,
        bytes(fields, purpose),
        fields.text("content_type", MAX_TYPE).map(DirectRequest::type).orElse(UNTOLD),
        fields.text("sha256", DIGITS).map(DirectRequest::digest),
        fields.text("caption", MAX_CAPTION),
        purpose.map(Purpose::toString));
  }

  private static long bytes(Fields fields, Optional<Purpose> purpose) {
    if (!fields.has("bytes")) {
      throw Fields.problem(
          ProblemCode.MISSING_FIELD, "bytes", "bytes is missing: say how many the file has");
    }
    boolean large = purpose.filter(p -> p != Purpose.VISION).isPresent();
    return fields.integer("bytes", 0, 1, large ? MAX_FILE_BYTES : MAX_UPLOAD_BYTES);
  }

  private static String type(String text) {
    if (!TYPE.matcher(text).matches()) {
      throw Fields.problem(
          ProblemCode.INVALID_TEXT,
          "content_type",
          "content_type '%s' is no media type: use image/png, application/jsonl, …"
              .formatted(Fields.clip(text)));
    }
    return text;
  }

  private static Digest digest(String text) {
    if (!HEX.matcher(text).matches()) {
      throw Fields.problem(
          ProblemCode.INVALID_TEXT,
          "sha256",
          "sha256 is not a SHA-256: use 64 digits of 0 to 9 and a to f");
    }
    return Digest.parse("sha256:" + text);
  }
}
