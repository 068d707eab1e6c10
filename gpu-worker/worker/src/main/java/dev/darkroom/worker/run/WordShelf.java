package dev.darkroom.worker.run;

import dev.darkroom.embedding.EmbeddingReader;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.spec.Resources;
import dev.darkroom.job.spec.WordRef;
import dev.darkroom.worker.model.Holdings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Learned words in memory, by the digests of their files. For the run thread alone. */
public final class WordShelf {
  private static final int MAX_WORDS = 256;

  /** Words that heartbeats name; more would make them long, and a word is soon fetched. */
  private static final int MAX_NAMED = 32;

  private final Shelf shelf;
  private final Map<Digest, Known> files =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Known> eldest) {
          return size() > MAX_WORDS;
        }
      };

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Known(String name, byte[] file) {}

  public WordShelf(Shelf shelf) {
    this.shelf = shelf;
  }

  /** The words of a job, each under the token that it has there. */
  public List<LearnedWord> words(List<WordRef> refs, RunContext context) {
    return refs.stream().map(ref -> word(ref, context)).toList();
  }

  private LearnedWord word(WordRef ref, RunContext context) {
    Known word = files.get(ref.digest());
    if (word == null) {
      byte[] file =
          shelf.file(ref.key(), ref.digest(), EmbeddingReader.MAX_BYTES, "prompt", context);
      word = new Known(Resources.of(ref), file);
      files.put(ref.digest(), word);
      tell();
    }
    return EmbeddingReader.read(word.file(), ref.name() + ".safetensors", Optional.of(ref.token()))
        .getFirst();
  }

  private void tell() {
    List<String> names = files.values().stream().map(Known::name).toList(); // by last use
    shelf
        .held()
        .set(
            Holdings.Kind.WORD, names.subList(Math.max(0, names.size() - MAX_NAMED), names.size()));
  }
}
