package dev.darkroom.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.storage.Samples;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.object.ModelSource.LocalModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalModelsTest {
  private static final int BYTES = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final ModelRepository repository = new StoredModels(store, () -> Samples.AT);
  private final AtomicLong seconds = new AtomicLong();
  private final InstantSource clock = () -> Instant.ofEpochSecond(seconds.incrementAndGet());

  @Test
  void aModelComesOnceAndIsLaidOutAsItWasPublished() throws Exception {
    ModelManifest noise = publish("noise", 1);
    int before = store.reads();
    try (LocalModels models = models(10 * BYTES)) {
      for (int i = 0; i < 3; i++) {
        try (LocalModel model = models.open(noise)) {
          assertThat(model.manifest()).isEqualTo(noise);
          assertHolds(model, noise);
        }
      }
    }
    assertThat(store.reads() - before).as("a read a file").isEqualTo(2);
    store.down(true); // another process, or the next one
    try (LocalModels models = models(10 * BYTES);
        LocalModel model = models.open(noise)) {
      assertHolds(model, noise);
    }
  }

  @Test
  void equalFilesUnderAnotherNameAreTheSameModel() throws Exception {
    ModelManifest noise = publish("noise", 1);
    ModelManifest twin = publish("twin", 1);
    try (LocalModels models = models(BYTES);
        LocalModel one = models.open(noise)) {
      int before = store.reads();
      try (LocalModel other = models.open(twin)) {
        assertThat(other.folder()).isEqualTo(one.folder());
      }
      assertThat(store.reads()).isEqualTo(before);
    }
  }

  @Test
  void theModelThatWasUsedLongestAgoGivesWay() throws Exception {
    ModelManifest a = publish("a", 1);
    ModelManifest b = publish("b", 2);
    ModelManifest c = publish("c", 3);
    try (LocalModels models = models(2 * BYTES + 1)) {
      models.open(a).close();
      models.open(b).close();
      models.open(a).close();
      models.open(c).close();
      assertThat(heldBytes()).isEqualTo(2 * BYTES);
      store.down(true);
      models.open(a).close();
      models.open(c).close();
      assertThatExceptionOfType(StorageException.class).isThrownBy(() -> models.open(b));
    }
  }

  @Test
  void aModelInUseDoesNotGiveWay() throws Exception {
    ModelManifest a = publish("a", 1);
    ModelManifest b = publish("b", 2);
    try (LocalModels models = models(BYTES + 10);
        LocalModels otherWorker = models(BYTES + 10)) {
      LocalModel inUse = models.open(a);
      models.open(a).close(); // closing one of two uses
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> otherWorker.open(b))
          .withMessage(
              "model 'b@1' takes 1000 bytes and %s has 10 of 1010 left: give it more",
              root().toRealPath())
          .extracting(StorageException::code)
          .isEqualTo(Code.FULL);
      assertHolds(inUse, a);
      inUse.close();
      inUse.close();
      try (LocalModel model = otherWorker.open(b)) {
        assertHolds(model, b);
      }
    }
  }

  @Test
  void aModelLargerThanTheFolderEvictsNothing() {
    ModelManifest small = publish("small", 1);
    ModelManifest large =
        repository.publish(Models.card("large"), Models.folder(folder, 3 * BYTES, 2));
    try (LocalModels models = models(2 * BYTES)) {
      models.open(small).close();
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> models.open(large))
          .extracting(StorageException::code)
          .isEqualTo(Code.FULL);
      store.down(true);
      models.open(small).close();
    }
  }

  @Test
  void aFileThatWentBadOnTheDiskIsFetchedAgain() throws Exception {
    ModelManifest noise = publish("noise", 1);
    Path weights;
    try (LocalModels models = models(BYTES);
        LocalModel model = models.open(noise)) {
      weights = model.folder().resolve("unet/weights.bin");
    }
    byte[] flipped = Files.readAllBytes(weights);
    flipped[7] ^= 1;
    Files.write(weights, flipped);
    int before = store.reads();
    try (LocalModels models = models(BYTES);
        LocalModel model = models.open(noise)) {
      assertHolds(model, noise);
      assertThat(store.reads() - before).as("the bad file alone").isEqualTo(1);
      Files.write(weights, new byte[3]);
      try (LocalModel again = models.open(noise)) {
        assertHolds(again, noise);
      }
    }
  }

  @Test
  void whatTheStoreHoldsInsteadOfTheModelIsRefused() {
    ModelManifest noise = publish("noise", 1);
    String key = ObjectKeys.modelFile("noise", 1, "unet/weights.bin");
    try (LocalModels models = models(BYTES)) {
      store.put(key, new byte[BYTES - 2], "");
      assertCorrupt(models, noise, key + " is not what its manifest says: its digest is another");
      store.put(key, new byte[5], "");
      assertCorrupt(models, noise, "it ends after 5 of 998 bytes");
    }
  }

  @Test
  void aFileGoesOnWhereItsStreamBrokeOff() throws Exception {
    ModelManifest noise = publish("noise", 1);
    BreakingStore breaking = new BreakingStore(store, 300);
    try (LocalModels models = models(breaking, BYTES);
        LocalModel model = models.open(noise)) {
      assertHolds(model, noise);
    }
    assertThat(breaking.offsets()).containsExactly(0L, 0L, 300L, 600L, 900L);
  }

  @Test
  void aFileThatKeepsBreakingOffIsGivenUpAndWhatCameIsNotFetchedTwice() throws Exception {
    ModelManifest noise = publish("noise", 1);
    try (LocalModels models = models(new BreakingStore(store, 10), BYTES)) {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> models.open(noise))
          .withMessageContaining("broke off 5 times, at last after 50 of 998 bytes")
          .extracting(StorageException::code)
          .isEqualTo(Code.UNAVAILABLE);
    }
    int before = store.reads();
    try (LocalModels models = models(BYTES);
        LocalModel model = models.open(noise)) {
      assertHolds(model, noise);
    }
    assertThat(store.reads() - before).as("the other file had come").isEqualTo(1);
  }

  @Test
  void workersThatWantOneModelAtOnceFetchItOnce() throws Exception {
    ModelManifest noise = publish("noise", 1);
    int before = store.reads();
    List<Callable<Void>> workers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      workers.add(() -> {
        try (LocalModels models = models(BYTES);
            LocalModel model = models.open(noise)) {
          assertHolds(model, noise);
        }
        return null;
      });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> worker : threads.invokeAll(workers)) {
        worker.get();
      }
    }
    assertThat(store.reads() - before).isEqualTo(2);
  }

  @Test
  void aModelThatAnotherProcessUsesStaysUntilThatProcessIsKilled() throws Exception {
    ModelManifest a = publish("a", 1);
    ModelManifest b = publish("b", 2);
    try (LocalModels models = models(BYTES + 10)) {
      models.open(a).close();
      Process other = holdInAnotherProcess(a);
      try {
        assertThat(other.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("held");
        assertThatExceptionOfType(StorageException.class)
            .isThrownBy(() -> models.open(b))
            .extracting(StorageException::code)
            .isEqualTo(Code.FULL);
      } finally {
        other.destroyForcibly();
        assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
      }
      try (LocalModel model = models.open(b)) {
        assertHolds(model, b);
      }
    }
  }

  private Process holdInAnotherProcess(ModelManifest manifest) throws IOException {
    Path note = folder.resolve("manifest-of-the-other");
    Files.write(note, StoredModels.MANIFEST.encode(manifest));
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            ModelHolder.class.getName(),
            root().toString(),
            note.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private ModelManifest publish(String name, long seed) {
    return repository.publish(Models.card(name), Models.folder(folder, BYTES, seed));
  }

  private LocalModels models(long capBytes) {
    return models(store, capBytes);
  }

  private LocalModels models(ObjectStore from, long capBytes) {
    return new LocalModels(from, root(), capBytes, PATIENCE, clock);
  }

  private Path root() {
    return folder.resolve("local");
  }

  private long heldBytes() throws IOException {
    try (Stream<Path> all = Files.walk(root())) {
      long bytes = 0;
      for (Path file : all.filter(p -> p.toString().contains("/files/")).toList()) {
        bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
      }
      return bytes;
    }
  }

  private static void assertHolds(LocalModel model, ModelManifest manifest) throws IOException {
    for (ModelFile file : manifest.files()) {
      assertThat(ModelFolder.digest(model.folder().resolve(file.path()))).isEqualTo(file.digest());
    }
  }

  private static void assertCorrupt(LocalModels models, ModelManifest manifest, String message) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> models.open(manifest))
        .withMessageContaining(message)
        .extracting(StorageException::code)
        .isEqualTo(Code.CORRUPT);
  }
}
