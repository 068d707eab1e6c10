package dev.darkroom.gateway.route.model;

import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.embedding.EmbeddingManifest;
import java.util.List;

/** {@code GET /v1/embeddings}, and {@code /v1/embeddings/{name}/versions}. */
final class ListEmbeddings implements Route {
  private final String operationId;
  private final Words words;
  private final Choice choice;

  /** Which of a tenant's words. */
  private interface Choice {
    List<EmbeddingManifest> of(Request request);
  }

  private ListEmbeddings(String operationId, Words words, Choice choice) {
    this.operationId = operationId;
    this.words = words;
    this.choice = choice;
  }

  /** The newest version of each word. */
  static Route newest(Words words) {
    return new ListEmbeddings(
        "listEmbeddings",
        words,
        request -> {
          words.catchUp().run();
          return words.embeddings().list(request.tenant());
        });
  }

  /** Every version of one word. */
  static Route versions(Words words) {
    return new ListEmbeddings(
        "listEmbeddingVersions",
        words,
        request -> words.embeddings().versions(request.tenant(), words.of(request).word().name()));
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    TenantId tenant = request.tenant();
    List<EmbeddingManifest> chosen = choice.of(request);
    return () ->
        Answer.ok(ListBody.all(chosen.stream().map(word -> words.body(tenant, word)).toList()));
  }
}
