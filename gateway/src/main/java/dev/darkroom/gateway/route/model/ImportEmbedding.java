package dev.darkroom.gateway.route.model;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.EmbeddingRequests;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.storage.embedding.EmbeddingDraft;

/** {@code POST /v1/embeddings}: a word that was learned elsewhere, from a file that was brought. */
final class ImportEmbedding implements Route {
  private final Words words;
  private final EmbeddingRequests requests;

  ImportEmbedding(Words words, EmbeddingRequests requests) {
    this.words = words;
    this.requests = requests;
  }

  @Override
  public String operationId() {
    return "importEmbedding";
  }

  @Override
  public Action read(Request request) {
    EmbeddingDraft draft =
        requests.read(JsonText.object(request.body().getBytes()), request.tenant());
    return () ->
        Answer.json(
            201, words.body(request.tenant(), words.embeddings().publish(request.tenant(), draft)));
  }
}
