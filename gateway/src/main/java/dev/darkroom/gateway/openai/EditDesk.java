package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.upload.FileType;
import dev.darkroom.gateway.upload.Form;
import dev.darkroom.gateway.upload.Intake;
import dev.darkroom.gateway.upload.SentFile;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.JobKind;
import java.util.List;
import java.util.Optional;

/** Has pictures changed that come in a form. */
public final class EditDesk {
  private static final int MAX_BYTES = 64 << 20;
  private static final String IMAGE = "image";
  private static final String MASK = "mask";

  /** Of a variation: near enough to be seen as one. */
  private static final double VARIED = 0.5;

  private final ImageDesk desk;
  private final Intake intake;

  public EditDesk(ImageDesk desk, Intake intake) {
    this.desk = desk;
    this.intake = intake;
  }

  /**
   * A form that has what it needs.
   *
   * @param body what it says beside its pictures
   * @param mask white where the picture is drawn anew; empty where all of it may change
   */
  public record Asked(ObjectNode body, SentFile image, Optional<SentFile> mask) {}

  /**
   * Reads the form of an edit.
   *
   * @throws ProblemException naming the part that does not fit
   */
  public Asked edit(Request request, Form form) {
    request.checkMayRun(JobKind.GENERATION);
    SentFile image = image(form, List.of(IMAGE, IMAGE + "[]", MASK));
    Optional<SentFile> sent = part(form, MASK).map(part -> file(form, part));
    return new Asked(FormFields.of(form), image, mask(image, sent));
  }

  /** Our mask of an edit: what is transparent in theirs, or in the picture itself. */
  static Optional<SentFile> mask(SentFile image, Optional<SentFile> sent) {
    // A mask without transparency is one of ours as it is.
    Optional<byte[]> mask =
        sent.isPresent() ? transparency(MASK, sent.get()) : transparency(IMAGE, image);
    return mask.map(bytes -> new SentFile("mask.png", bytes, Optional.empty())).or(() -> sent);
  }

  /**
   * Reads the form of a variation.
   *
   * @throws ProblemException naming the part that does not fit
   */
  public Asked variation(Request request, Form form) {
    request.checkMayRun(JobKind.GENERATION);
    SentFile image = image(form, List.of(IMAGE));
    ObjectNode body = FormFields.of(form);
    if (!body.has("prompt")) {
      body.put("prompt", "");
    }
    if (!body.has("strength")) {
      body.put("strength", VARIED);
    }
    return new Asked(body, image, Optional.empty());
  }

  /** Keeps the pictures as uploads, and has them changed. Blocks. */
  public Answer serve(Request request, Asked asked, ImageEvents.Names names)
      throws InterruptedException {
    ObjectNode body = asked.body();
    body.put(IMAGE, keep(request.tenant(), asked.image()));
    asked.mask().ifPresent(mask -> body.put("mask_image", keep(request.tenant(), mask)));
    return desk.serve(request, desk.read(request, body), names);
  }

  private String keep(TenantId tenant, SentFile file) {
    return intake.keep(tenant, file).id();
  }

  private static SentFile image(Form form, List<String> known) {
    for (Form.Part part : form.files()) {
      if (!known.contains(part.field())) {
        throw Fields.problem(
            ProblemCode.UNKNOWN_FIELD,
            part.field(),
            "there is no picture '%s': use %s"
                .formatted(Fields.clip(part.field()), String.join(", ", known)));
      }
    }
    List<Form.Part> images =
        form.files().stream().filter(part -> !part.field().equals(MASK)).toList();
    if (images.size() != 1) {
      throw Fields.problem(
          images.isEmpty() ? ProblemCode.MISSING_FIELD : ProblemCode.FIELDS_CONFLICT,
          IMAGE,
          images.isEmpty()
              ? "image is missing: send the picture as a part with a filename"
              : "image is given %d times: the models of this farm change one picture at a time"
                  .formatted(images.size()));
    }
    return file(form, images.getFirst());
  }

  private static Optional<Form.Part> part(Form form, String field) {
    return form.files().stream().filter(part -> part.field().equals(field)).findFirst();
  }

  private static SentFile file(Form form, Form.Part part) {
    SentFile file = new SentFile(part.name(), form.bytes(part, MAX_BYTES), Optional.empty());
    if (!file.type().isPicture()) {
      throw Fields.problem(
          ProblemCode.INVALID_FILE,
          part.field(),
          part.field() + " is no picture: send PNG, JPEG or WebP");
    }
    return file;
  }

  private static Optional<byte[]> transparency(String param, SentFile file) {
    return file.type() == FileType.PNG
        ? Masks.ofTransparency(param, file.bytes())
        : Optional.empty();
  }
}
