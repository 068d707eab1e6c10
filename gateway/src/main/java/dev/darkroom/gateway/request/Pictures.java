package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.upload.FileType;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.storage.upload.Upload;
import dev.darkroom.storage.upload.Uploads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the pictures that requests name: an upload by its id (an archive stands for all its
 * pictures), or a job's output by {@code job/name}. Another tenant's do not exist.
 */
public final class Pictures {
  /** Characters of a picture's id at most. */
  static final int MAX_ID_CHARS = 256;

  private static final int MAX_CAPTION_CHARS = 1_000;

  private final Uploads uploads;
  private final JobView jobs;

  public Pictures(Uploads uploads, JobView jobs) {
    this.uploads = uploads;
    this.jobs = jobs;
  }

  /**
   * The pictures of these ids, in order; may block.
   *
   * @param param the field that names them
   * @param most of all together
   * @throws ProblemException UNKNOWN_PICTURE, or VALUE_OUT_OF_RANGE
   */
  List<Picture> named(TenantId tenant, String param, List<String> ids, int most) {
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      pictures.addAll(named(tenant, param + "[" + i + "]", ids.get(i)));
    }
    if (pictures.isEmpty() || pictures.size() > most) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          param,
          param + " has " + pictures.size() + " pictures: use 1 to " + most);
    }
    return pictures;
  }

  /**
   * The pictures that {@code images} names, each with its text from {@code captions}, where that is
   * given; may block.
   *
   * @param most of all together
   * @throws ProblemException UNKNOWN_PICTURE, or VALUE_OUT_OF_RANGE
   */
  List<Picture> captioned(Fields fields, TenantId tenant, int most) {
    List<Picture> found = named(tenant, "images", fields.list("images", most, MAX_ID_CHARS), most);
    List<String> captions = fields.list("captions", most, MAX_CAPTION_CHARS);
    if (captions.isEmpty()) {
      return found;
    }
    if (captions.size() != found.size()) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          "captions",
          "captions has %d texts for %d pictures: use one for each"
              .formatted(captions.size(), found.size()));
    }
    List<Picture> captioned = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      captioned.add(found.get(i).withCaption(captions.get(i)));
    }
    return captioned;
  }

  /**
   * The one picture of this id; may block.
   *
   * @throws ProblemException UNKNOWN_PICTURE
   */
  Picture one(TenantId tenant, String param, String id) {
    List<Picture> found = named(tenant, param, id);
    if (found.size() != 1) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_PICTURE,
          param,
          param + " names an archive of " + found.size() + " pictures: name one picture");
    }
    return found.getFirst();
  }

  /**
   * An archive with 1 to so many pictures, as its file; may block.
   *
   * @throws ProblemException UNKNOWN_PICTURE or VALUE_OUT_OF_RANGE
   */
  Picture archive(TenantId tenant, String param, String id, int most) {
    Upload upload =
        uploads
            .find(tenant, id)
            .filter(found -> !found.parts().isEmpty())
            .orElseThrow(() ->
                Fields.problem(
                    ProblemCode.UNKNOWN_PICTURE,
                    param,
                    param
                        + " '"
                        + Fields.clip(id)
                        + "' is no archive of yours: use the id of a zip file's upload"));
    if (upload.parts().size() > most) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          param,
          param + " has " + upload.parts().size() + " pictures: use 1 to " + most);
    }
    return upload.picture();
  }

  /**
   * The one latent of this id: a safetensors file that was brought, or an output; may block.
   *
   * @throws ProblemException UNKNOWN_PICTURE
   */
  Picture latent(TenantId tenant, String param, String id) {
    return uploads
        .find(tenant, id)
        .filter(upload -> upload.contentType().equals(FileType.SAFETENSORS.media()))
        .map(Upload::picture)
        .or(() ->
            output(tenant, id)
                .filter(output -> output.role() == Output.Role.LATENT)
                .map(Pictures::picture))
        .orElseThrow(() ->
            Fields.problem(
                ProblemCode.UNKNOWN_PICTURE,
                param,
                param
                    + " '"
                    + Fields.clip(id)
                    + "' is no latent of yours: use the id of an upload (safetensors), or of what"
                    + " a bipartite inversion left (job/start-1.safetensors)"));
  }

  private List<Picture> named(TenantId tenant, String param, String id) {
    Optional<Upload> upload = uploads.find(tenant, id);
    if (upload.isPresent()) {
      return upload.get().parts().isEmpty()
          ? List.of(checked(param, upload.get()))
          : upload.get().parts().stream()
              .flatMap(part -> uploads.find(tenant, part.hex()).stream())
              .map(Upload::picture)
              .toList();
    }
    return output(tenant, id)
        .filter(output -> output.contentType().startsWith("image/"))
        .map(Pictures::picture)
        .map(List::of)
        .orElseThrow(() ->
            Fields.problem(
                ProblemCode.UNKNOWN_PICTURE,
                param,
                param
                    + " '"
                    + Fields.clip(id)
                    + "' is no picture of yours: use an upload's id, or an output's (job/name)"));
  }

  private static Picture checked(String param, Upload upload) {
    if (!upload.contentType().startsWith("image/")) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_PICTURE,
          param,
          param + " '" + upload.name() + "' is " + upload.contentType() + ": use a picture");
    }
    return upload.picture();
  }

  private Optional<Output> output(TenantId tenant, String id) {
    int slash = id.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String name = id.substring(slash + 1);
    return jobId(id.substring(0, slash))
        .flatMap(job -> jobs.find(tenant, job))
        .flatMap(viewed ->
            viewed.job().outputs().stream().filter(o -> o.name().equals(name)).findFirst());
  }

  private static Picture picture(Output output) {
    return new Picture(
        output.name(), output.key(), output.hash(), output.sizeBytes(), Optional.empty());
  }

  private static Optional<JobId> jobId(String text) {
    try {
      return Optional.of(JobId.parse(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
