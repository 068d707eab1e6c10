package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.id.JobId;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Pictures as OpenAI's clients read them.
 *
 * @param created Unix seconds
 * @param outputFormat {@code png}, {@code jpeg} or {@code webp}
 * @param size {@code WIDTHxHEIGHT}
 * @param job ours: the job that drew them
 * @param cachedFrom ours: the earlier job whose pictures it was given instead
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ImagesBody(
    long created,
    List<Picture> data,
    String background,
    Optional<String> outputFormat,
    Optional<String> size,
    String job,
    Optional<String> cachedFrom) {

  /** The same, of a job that was given another's pictures. */
  ImagesBody from(Optional<JobId> earlier) {
    return new ImagesBody(
        created, data, background, outputFormat, size, job, earlier.map(JobId::toString));
  }

  /**
   * One picture, by its address or as it is.
   *
   * @param url good for a while, without any key
   * @param seed ours: it draws the picture again
   * @param hash ours: the digest of its bytes
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Picture(
      Optional<URI> url, Optional<String> b64Json, OptionalLong seed, String hash) {}
}
