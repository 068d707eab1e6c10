package dev.darkroom.gateway.route.model;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.EmbeddingRequests;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.embedding.EmbeddingAbout;

/** {@code PATCH /v1/embeddings/{name}}: its licence, who may use it, its other names. */
final class DescribeEmbedding implements Route {
  private final Words words;

  DescribeEmbedding(Words words) {
    this.words = words;
  }

  @Override
  public String operationId() {
    return "describeEmbedding";
  }

  @Override
  public Action read(Request request) {
    Words.Named named = words.of(request);
    EmbeddingAbout about =
        EmbeddingRequests.about(
            JsonText.object(request.body().getBytes()),
            words.embeddings().about(named.tenant(), named.word().name()));
    return () -> {
      try {
        words.embeddings().describe(named.tenant(), named.word().name(), about);
      } catch (StorageException e) {
        throw e.code() == StorageException.Code.CONFLICT
            ? Problem.of(ProblemCode.NAME_TAKEN, String.valueOf(e.getMessage())).exception()
            : e;
      }
      return Answer.ok(words.body(named.tenant(), named.word()));
    };
  }
}
