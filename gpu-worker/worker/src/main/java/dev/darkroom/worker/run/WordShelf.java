package dev.darkroom.worker.run;

import dev.darkroom.embedding.EmbeddingReader;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.job.Digest;
import dev.darkroom.job.WordRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Learned words in memory, by the digests of their files. For the run thread alone. */
public final class WordShelf {
  private static final int MAX_WORDS = 256;

  private final Shelf shelf;
  private final Map<Digest, byte[]> files =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, byte[]> eldest) {
          return size() > MAX_WORDS;
        }
      };

  public WordShelf(Shelf shelf) {
    this.shelf = shelf;
  }

  /** The words of a job, each under the token that it has there. */
  public List<LearnedWord> words(List<WordRef> refs, RunContext context) {
    return refs.stream().map(ref -> word(ref, context)).toList();
  }

  private LearnedWord word(WordRef ref, RunContext context) {
    byte[] file = files.get(ref.digest());
    if (file == null) {
      file = shelf.file(ref.key(), ref.digest(), EmbeddingReader.MAX_BYTES, "prompt", context);
      files.put(ref.digest(), file);
    }
    return EmbeddingReader.read(file, ref.name() + ".safetensors", Optional.of(ref.token()))
        .getFirst();
  }
}
