package dev.darkroom.gateway.route.model;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.job.Output;
import dev.darkroom.storage.object.ObjectStore;

/** {@code GET} and {@code DELETE /v1/embeddings/{name}}, and {@code GET …/content}. */
final class OneEmbedding implements Route {
  private static final int MAX_BYTES = 64 << 20;

  private final String operationId;
  private final Words words;
  private final Deed deed;

  /** What is done with it. */
  private interface Deed {
    Answer with(Words.Named named);
  }

  private OneEmbedding(String operationId, Words words, Deed deed) {
    this.operationId = operationId;
    this.words = words;
    this.deed = deed;
  }

  static Route get(Words words) {
    return new OneEmbedding(
        "getEmbedding", words, named -> Answer.ok(words.body(named.tenant(), named.word())));
  }

  /** The file with the vectors itself. */
  static Route content(Words words, ObjectStore objects) {
    return new OneEmbedding(
        "getEmbeddingContent",
        words,
        named -> {
          Output file = named.word().vectors();
          return Answer.file(file.contentType(), objects.get(file.key(), MAX_BYTES))
              .with(
                  "Content-Disposition",
                  "attachment; filename=\"" + named.word().name() + ".safetensors\"");
        });
  }

  /** One version where the path names one, or the word with all its versions. */
  static Route delete(Words words) {
    return new OneEmbedding(
        "deleteEmbedding",
        words,
        named -> {
          words.embeddings().remove(named.tenant(), named.word().name(), named.version());
          return Answer.noContent();
        });
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    Words.Named named = words.of(request);
    return () -> deed.with(named);
  }
}
