package dev.darkroom.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the repository of models keeps to on every object store. */
public abstract class ModelRepositoryContract {
  private static final int BYTES = 1_000;

  @TempDir protected Path folder;

  private ObjectStore store;
  private ModelRepository models;

  /** A fresh, empty store. */
  protected abstract ObjectStore open();

  @BeforeEach
  void openRepository() {
    store = open();
    models = new StoredModels(store, () -> Samples.AT);
  }

  @Test
  void whatIsPublishedIsFoundWithEverythingThatWasSaidOfIt() throws Exception {
    Path source = Models.folder(folder, BYTES, 1);
    ModelManifest published = models.publish(Models.card("noise"), source);
    assertThat(published.card()).isEqualTo(Models.card("noise"));
    assertThat(published.version()).isEqualTo(1);
    assertThat(published.createdAt()).isEqualTo(Samples.AT);
    assertThat(published.sizeBytes()).isEqualTo(BYTES);
    Path weights = source.resolve("unet/weights.bin");
    assertThat(published.files())
        .containsExactly(
            new ModelFile("model_index.json", Samples.digest("{}"), 2),
            new ModelFile("unet/weights.bin", Digest.of(Files.readAllBytes(weights)), BYTES - 2));
    assertThat(models.latest("noise")).contains(published);
    assertThat(models.resolve(ModelRef.parse("noise@1"))).isEqualTo(published);
    assertThat(models.list()).containsExactly(published);
  }

  @Test
  void everyChangeIsANewVersionAndNoChangeIsNone() {
    ModelCard card = Models.card("noise");
    Path one = Models.folder(folder, BYTES, 1);
    ModelManifest first = models.publish(card, one);
    assertThat(models.publish(card, one)).isEqualTo(first);
    ModelManifest second = models.publish(card, Models.folder(folder, BYTES, 2));
    assertThat(second.version()).isEqualTo(2);
    assertThat(models.resolve(ModelRef.parse("noise"))).isEqualTo(second);
    assertThat(models.resolve(ModelRef.parse("noise@1"))).isEqualTo(first);
    assertThat(models.publish(card, one).version()).as("back to the first files").isEqualTo(3);
  }

  @Test
  void theListHasTheNewestOfEveryModelByName() {
    models.publish(Models.card("zebra"), Models.folder(folder, BYTES, 1));
    ModelManifest zebra = models.publish(Models.card("zebra"), Models.folder(folder, BYTES, 2));
    ModelManifest ant = models.publish(Models.card("ant"), Models.folder(folder, BYTES, 3));
    assertThat(models.list()).containsExactly(ant, zebra);
  }

  @Test
  void aModelThatIsNotThereIsRefusedWithThoseThatAre() {
    assertNotFound("noise", "there is no model 'noise'; there are: none");
    models.publish(Models.card("noise"), Models.folder(folder, BYTES, 1));
    assertNotFound("nois", "there is no model 'nois'; there are: noise@1");
    assertNotFound("noise@7", "model 'noise' has no such version; it has 1");
    assertThat(models.latest("nois")).isEmpty();
    assertThat(models.latest("../noise")).isEmpty();
  }

  @Test
  void aRemovedVersionIsGoneAndItsNumberIsNotGivenAgain() {
    ModelManifest first = models.publish(Models.card("noise"), Models.folder(folder, BYTES, 1));
    models.publish(Models.card("noise"), Models.folder(folder, BYTES, 2));
    models.remove(ModelRef.parse("noise@2"));
    assertThat(models.latest("noise")).contains(first);
    assertThat(keys()).doesNotContain("models/noise/2/unet/weights.bin");
    assertNotFound("noise@2", "model 'noise' has no such version; it has 1");
    assertThat(models.publish(Models.card("noise"), Models.folder(folder, BYTES, 2)).version())
        .isEqualTo(3);
    models.remove(ModelRef.parse("noise"));
    assertThat(models.list()).isEmpty();
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> models.remove(ModelRef.parse("noise")))
        .withMessage("there is no model 'noise'; there are: none");
  }

  @Test
  void aVersionWithoutAManifestDoesNotExistYetItsNumberIsTaken() {
    store.put(ObjectKeys.modelClaim("noise", 1), new byte[0], "text/plain");
    store.put(ObjectKeys.modelFile("noise", 1, "weights.bin"), new byte[9], "text/plain");
    assertThat(models.latest("noise")).isEmpty();
    assertThat(models.list()).isEmpty();
    assertThat(models.publish(Models.card("noise"), Models.folder(folder, BYTES, 1)).version())
        .isEqualTo(2);
  }

  @Test
  void publishersOfOneNameGetANumberEachAndMixNoFiles() throws Exception {
    List<Callable<ModelManifest>> publishers =
        IntStream.range(0, 5)
            .mapToObj(seed -> Models.folder(folder, BYTES, seed))
            .map(source ->
                (Callable<ModelManifest>) () -> models.publish(Models.card("noise"), source))
            .toList();
    List<ModelManifest> published = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<ModelManifest> publisher : threads.invokeAll(publishers)) {
        published.add(publisher.get());
      }
    }
    assertThat(published)
        .extracting(ModelManifest::version)
        .containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    for (ModelManifest manifest : published) {
      for (ModelFile file : manifest.files()) {
        String key = ObjectKeys.modelFile("noise", manifest.version(), file.path());
        assertThat(Digest.of(store.get(key, BYTES))).isEqualTo(file.digest());
      }
    }
  }

  @Test
  void aManifestThatDoesNotFitItsPlaceIsCorrupt() {
    models.publish(Models.card("noise"), Models.folder(folder, BYTES, 1));
    byte[] manifest = store.get(ObjectKeys.modelManifest("noise", 1), 10_000);
    store.put(ObjectKeys.modelManifest("other", 1), manifest, "application/json");
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> models.latest("other"))
        .withMessage(
            "models/other/1/manifest.json does not fit its place or its files:"
                + " publish the model again")
        .extracting(StorageException::code)
        .isEqualTo(Code.CORRUPT);
  }

  @Test
  void aFolderThatCannotBeKeptIsRefusedAndNothingIsWritten() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertRefused(empty, empty + " holds no file: a model has 1 to 500");
    assertRefused(folder.resolve("nowhere"), "is not a folder: name one with a model in it");
    Path hidden = Models.folder(folder, BYTES, 1);
    Files.writeString(hidden.resolve(".secret"), "x");
    assertRefused(hidden, "'.secret' is not a file path");
    Path reserved = Models.folder(folder, BYTES, 1);
    Files.writeString(reserved.resolve("manifest.json"), "{}");
    assertRefused(reserved, "manifest.json is the repository's own name: rename this file");
    Path linked = Models.folder(folder, BYTES, 1);
    Files.createSymbolicLink(linked.resolve("vae"), empty);
    assertRefused(linked, "vae is no plain file: take it out of the folder");
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int i = 0; i <= ModelManifest.MAX_FILES; i++) {
      Files.createFile(many.resolve("f" + i));
    }
    assertRefused(many, "holds too many files: a model has 1 to 500");
    assertThat(keys()).isEmpty();
  }

  private void assertRefused(Path source, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> models.publish(Models.card("noise"), source))
        .withMessageContaining(message);
  }

  private void assertNotFound(String ref, String message) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> models.resolve(ModelRef.parse(ref)))
        .withMessage(message)
        .extracting(StorageException::code)
        .isEqualTo(Code.NOT_FOUND);
  }

  private List<String> keys() {
    return store.list("", Optional.empty(), 1_000).objects().stream().map(ObjectInfo::key).toList();
  }
}
