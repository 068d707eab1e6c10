package dev.darkroom.storage.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.object.InMemoryObjectStore;
import dev.darkroom.storage.object.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EmbeddingsTest {
  private static final TenantId MINE = TenantId.of("default");
  private static final TenantId THEIRS = TenantId.of("other");
  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final Embeddings words = words(store);

  @Test
  void eachClaimantMakesOneVersionHoweverOftenItPublishes() {
    EmbeddingManifest first = words.publish(MINE, draft("sun", "job-1", "a"));
    EmbeddingManifest again = words.publish(MINE, draft("sun", "job-1", "a"));
    EmbeddingManifest second = words.publish(MINE, draft("sun", "job-2", "b"));

    assertThat(again).isEqualTo(first);
    assertThat(List.of(first.version(), second.version())).containsExactly(1, 2);
    assertThat(words.versions(MINE, "sun")).containsExactly(second, first);
    assertThat(words.list(MINE)).containsExactly(second);
  }

  @Test
  void twoPublishersAtOnceOfOneJobMakeOneVersion() {
    List<EmbeddingManifest> both =
        Stream.of(1, 2)
            .parallel()
            .map(_ -> words(store).publish(MINE, draft("sun", "job-1", "a")))
            .toList();

    assertThat(both).extracting(EmbeddingManifest::version).containsExactly(1, 1);
    assertThat(words.versions(MINE, "sun")).hasSize(1);
  }

  @Test
  void aPublisherThatWasCutOffGoesOnWhereItStood() {
    EmbeddingDraft draft = draft("sun", "job-1", "a");
    store.delete(draft.files().getFirst().key());
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> words.publish(MINE, draft))
        .extracting(StorageException::code)
        .isEqualTo(Code.NOT_FOUND);
    assertThat(words.find(MINE, "sun", Optional.empty())).isEmpty();

    assertThat(words.publish(MINE, draft("moon", "job-2", "b")).version()).isEqualTo(1);
    assertThat(words.publish(MINE, draft("sun", "job-1", "a")).version()).isEqualTo(1);
  }

  @Test
  void theFilesOfAVersionAreCopiesThatOutliveTheJob() {
    EmbeddingDraft draft = draft("sun", "job-1", "a");
    EmbeddingManifest word = words.publish(MINE, draft);
    store.delete(draft.files().getFirst().key());

    assertThat(store.get(word.vectors().key(), 100))
        .isEqualTo("a".getBytes(StandardCharsets.UTF_8));
    assertThat(word.vectors().key()).startsWith("t/default/embeddings/sun/1/");
  }

  @Test
  void aFileThatIsNotWhatItsDigestSaysIsNotPublished() {
    EmbeddingDraft draft = draft("sun", "job-1", "a");
    store.put(draft.files().getFirst().key(), new byte[] {9}, "x");

    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> words.publish(MINE, draft))
        .extracting(StorageException::code)
        .isEqualTo(Code.CORRUPT);
  }

  @Test
  void aNameMeansOnesOwnWordThenAnAliasThenWhatIsShared() {
    words.publish(MINE, draft("sun", "job-1", "a"));
    words.describe(
        MINE, "sun", new EmbeddingAbout("CC0", EmbeddingAbout.Visibility.SHARED, List.of("star")));

    assertThat(words.find(MINE, "star", Optional.empty())).isPresent();
    assertThat(words.find(THEIRS, "sun", Optional.of(1))).isPresent();
    assertThat(words.find(THEIRS, "star", Optional.empty())).as("an alias is private").isEmpty();
    words.publish(THEIRS, draft("sun", "job-9", "z"));
    assertThat(words.find(THEIRS, "sun", Optional.empty()).orElseThrow().vectors().key())
        .startsWith("t/other/");
  }

  @Test
  void aNameThatIsSharedAlreadyIsNotSharedTwiceAndIsFreeAgainWhenTheWordGoes() {
    words.publish(MINE, draft("sun", "job-1", "a"));
    words.publish(THEIRS, draft("sun", "job-2", "b"));
    EmbeddingAbout shared = new EmbeddingAbout("", EmbeddingAbout.Visibility.SHARED, List.of());
    words.describe(MINE, "sun", shared);

    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> words.describe(THEIRS, "sun", shared))
        .extracting(StorageException::code)
        .isEqualTo(Code.CONFLICT);

    words.remove(MINE, "sun", Optional.empty());
    words.describe(THEIRS, "sun", shared);
    assertThat(words.find(MINE, "sun", Optional.empty())).isPresent();
  }

  @Test
  void aRemovedVersionsNumberIsNotGivenAgain() {
    words.publish(MINE, draft("sun", "job-1", "a"));
    words.remove(MINE, "sun", Optional.of(1));

    assertThat(words.find(MINE, "sun", Optional.empty())).isEmpty();
    assertThat(words.publish(MINE, draft("sun", "job-2", "b")).version()).isEqualTo(2);
  }

  @Test
  void aWordThatWasRemovedDoesNotComeBackWhenItsJobIsReadAgainAndMayBeBroughtAgain() {
    EmbeddingDraft taught = taught(draft("sun", "job-1", "a"));
    words.publish(MINE, taught);
    words.remove(MINE, "sun", Optional.empty());

    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> words.publish(MINE, taught))
        .extracting(StorageException::code)
        .isEqualTo(Code.CONFLICT);
    assertThat(words.list(MINE)).isEmpty();

    words.publish(MINE, draft("moon", "import-x", "b"));
    words.remove(MINE, "moon", Optional.empty());
    assertThat(words.publish(MINE, draft("moon", "import-x", "b")).version()).isEqualTo(2);
  }

  private static EmbeddingDraft taught(EmbeddingDraft draft) {
    return new EmbeddingDraft(
        draft.name(),
        draft.claimant(),
        draft.base(),
        draft.files(),
        Optional.of(
            new EmbeddingManifest.Origin(Samples.job(1, 0), (InversionSpec) Samples.inversion())),
        draft.scores());
  }

  private EmbeddingDraft draft(String name, String claimant, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String key = "t/default/j/" + claimant + "/learned_embeds.safetensors";
    store.put(key, bytes, "application/vnd.safetensors");
    Output vectors =
        new Output(
            EmbeddingManifest.VECTORS,
            Output.Role.EMBEDDING,
            key,
            Digest.of(bytes),
            "application/vnd.safetensors",
            bytes.length,
            OptionalLong.empty());
    return new EmbeddingDraft(
        name, claimant, Optional.empty(), List.of(vectors), Optional.empty(), Map.of());
  }

  private static Embeddings words(ObjectStore store) {
    return new Embeddings(store, InstantSource.fixed(Samples.AT));
  }
}
