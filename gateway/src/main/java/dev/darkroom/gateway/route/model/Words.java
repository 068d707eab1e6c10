package dev.darkroom.gateway.route.model;

import dev.darkroom.gateway.body.EmbeddingBody;
import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.embedding.EmbeddingManifest;
import dev.darkroom.storage.embedding.Embeddings;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the learned word that a path names, for its own tenant only, and shows it. */
record Words(Embeddings embeddings, Runnable catchUp, JobBodies bodies) {
  private static final Pattern NAME = Pattern.compile("<?([a-z0-9._-]{1,63})>?(?:@([0-9]{1,9}))?");

  /** A word, and the version that was asked for. */
  record Named(TenantId tenant, EmbeddingManifest word, Optional<Integer> version) {}

  /**
   * The word of the path's {@code name}, which may end with {@code @version}; blocks.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException EMBEDDING_NOT_FOUND
   */
  Named of(Request request) {
    String text = request.path("name");
    Matcher name = NAME.matcher(text);
    if (!name.matches()) {
      throw notFound(text);
    }
    catchUp.run();
    Optional<Integer> version = Optional.ofNullable(name.group(2)).map(Integer::valueOf);
    return embeddings
        .find(request.tenant(), name.group(1), version)
        .map(word -> new Named(request.tenant(), word, version))
        .orElseThrow(() -> notFound(text));
  }

  /** The word as clients see it; blocks. */
  EmbeddingBody body(TenantId tenant, EmbeddingManifest word) {
    return EmbeddingBody.of(
        word,
        embeddings.about(tenant, word.name()),
        bodies.files(word.name() + "@" + word.version(), word.files()));
  }

  private static RuntimeException notFound(String text) {
    return Problem.of(
            ProblemCode.EMBEDDING_NOT_FOUND,
            "name",
            "there is no learned word '"
                + Fields.clip(text)
                + "': GET /v1/embeddings lists those there are")
        .exception();
  }
}
