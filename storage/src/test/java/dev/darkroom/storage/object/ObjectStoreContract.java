package dev.darkroom.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every object store keeps to. Each test has an empty one of its own. */
public abstract class ObjectStoreContract {
  private static final String TEXT = "text/plain";

  protected ObjectStore store;

  /** A fresh, empty store. */
  protected abstract ObjectStore open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void whatIsPutCanBeReadAndIsReplacedByWhatIsPutNext() {
    Instant before = Instant.now().minusSeconds(5); // stores keep whole seconds
    store.put("a/b", bytes("first"), TEXT);
    assertThat(store.get("a/b", 100)).isEqualTo(bytes("first"));
    store.put("a/b", bytes("second one"), TEXT);
    assertThat(store.get("a/b", 100)).isEqualTo(bytes("second one"));
    ObjectInfo info = store.stat("a/b").orElseThrow();
    assertThat(info.key()).isEqualTo("a/b");
    assertThat(info.sizeBytes()).isEqualTo(10);
    assertThat(info.modified()).isBetween(before, Instant.now().plusSeconds(5));
  }

  @Test
  void whatIsNotThereIsNotFoundByItsName() {
    assertThat(store.stat("a/nothing")).isEmpty();
    assertNotFound(() -> store.get("a/nothing", 100));
    assertNotFound(() -> store.open("a/nothing", 0, 1));
  }

  @Test
  void anObjectOfNoBytesIsAnObject() throws Exception {
    store.put("empty", new byte[0], TEXT);
    assertThat(store.get("empty", 0)).isEmpty();
    assertThat(store.stat("empty").orElseThrow().sizeBytes()).isZero();
    try (InputStream in = store.open("empty", 0, 10)) {
      assertThat(in.readAllBytes()).isEmpty();
    }
  }

  @Test
  void moreThanIsAskedForIsNotRead() {
    store.put("a", bytes("0123456789"), TEXT);
    assertThat(store.get("a", 10)).hasSize(10);
    assertCode(() -> store.get("a", 9), Code.TOO_LARGE);
  }

  @Test
  void aRangeEndsWhereItIsToldOrWhereTheObjectEnds() throws Exception {
    store.put("a", bytes("0123456789"), TEXT);
    assertThat(range("a", 0, 3)).isEqualTo("012");
    assertThat(range("a", 4, 3)).isEqualTo("456");
    assertThat(range("a", 8, 100)).isEqualTo("89");
    assertThat(range("a", 10, 1)).isEmpty();
    assertThat(range("a", 1_000, 1)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> store.open("a", -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> store.open("a", 0, 0));
  }

  @Test
  void ofRacingWritersOneIsToldThatItStored() throws Exception {
    List<Callable<Boolean>> writers =
        IntStream.range(0, 8)
            .mapToObj(
                i -> (Callable<Boolean>) () -> store.putIfAbsent("a", bytes("writer " + i), TEXT))
            .toList();
    List<Boolean> told = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> writer : threads.invokeAll(writers)) {
        told.add(writer.get());
      }
    }
    assertThat(told).containsOnlyOnce(true);
    assertThat(store.get("a", 100)).isEqualTo(bytes("writer " + told.indexOf(true)));
    assertThat(store.putIfAbsent("a", bytes("late"), TEXT)).isFalse();
  }

  @Test
  void aFileOfSeveralPartsComesBackWhole(@TempDir Path folder) throws Exception {
    byte[] large = new byte[(int) S3ObjectStore.PART_BYTES + 12_345];
    new Random(7).nextBytes(large);
    Path file = Files.write(folder.resolve("large"), large);
    store.put("m/large", file, "application/octet-stream");
    assertThat(store.stat("m/large").orElseThrow().sizeBytes()).isEqualTo(large.length);
    try (InputStream in = store.open("m/large", 0, large.length)) {
      assertThat(in.readAllBytes()).isEqualTo(large);
    }
    assertThat(store.unfinished()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsNamed(@TempDir Path folder) {
    Path missing = folder.resolve("missing");
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.put("a", missing, TEXT))
        .withMessageContaining(missing.toString());
    assertThat(store.stat("a")).isEmpty();
  }

  @Test
  void aListingHasWhatBeginsWithThePrefixInTheOrderOfKeys() {
    for (String key : List.of("t/b", "t/a/2", "t/a/10", "t/a/1", "models/x", "t/a-")) {
      store.put(key, bytes(key), TEXT);
    }
    assertThat(store.list("t/a/", Optional.empty(), 100).objects())
        .extracting(ObjectInfo::key, ObjectInfo::sizeBytes)
        .containsExactly(tuple("t/a/1", 5L), tuple("t/a/10", 6L), tuple("t/a/2", 5L));
    assertThat(keys("t/", 100)).containsExactly(List.of("t/a-", "t/a/1", "t/a/10", "t/a/2", "t/b"));
    assertThat(store.list("nothing/", Optional.empty(), 10).objects()).isEmpty();
  }

  @Test
  void aListingGoesOnWhereItsPageEndedEvenIfThatObjectIsGone() {
    for (int i = 0; i < 5; i++) {
      store.put("p/" + i, bytes("x"), TEXT);
    }
    assertThat(keys("p/", 2))
        .containsExactly(List.of("p/0", "p/1"), List.of("p/2", "p/3"), List.of("p/4"));
    ObjectPage first = store.list("p/", Optional.empty(), 2);
    store.delete("p/1");
    assertThat(store.list("p/", first.next(), 2).objects())
        .extracting(ObjectInfo::key)
        .containsExactly("p/2", "p/3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.list("p/", Optional.empty(), ObjectStore.MAX_PAGE + 1))
        .withMessage("a page of 1001 objects is not in 1 … 1000");
  }

  @Test
  void whatIsDeletedIsGoneAndDeletingItAgainIsNoError() {
    store.put("a", bytes("x"), TEXT);
    store.delete("a");
    store.delete("a");
    assertThat(store.stat("a")).isEmpty();
    assertThat(store.list("", Optional.empty(), 10).objects()).isEmpty();
  }

  @Test
  void nothingIsUnfinishedWhereNothingWasBegunAndDiscardingItIsNoError() {
    assertThat(store.unfinished()).isEmpty();
    store.discard(new UnfinishedUpload("a", "00000000-0000-0000-0000-000000000000", Instant.now()));
  }

  @Test
  void aUrlLivesForASecondToSevenDays() {
    assertThat(store.presignGet("a", Duration.ofDays(7), Optional.empty()).toString())
        .contains("/a?");
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofDays(7).plusSeconds(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.presignGet("a", wrong, Optional.empty()))
          .withMessage("a URL cannot live for " + wrong + ": use 1 s to 7 days");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.presignPut("a", wrong, new ObjectStore.Body(1, TEXT)))
          .withMessage("a URL cannot live for " + wrong + ": use 1 s to 7 days");
    }
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String range(String key, long offset, long length) throws Exception {
    try (InputStream in = store.open(key, offset, length)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The keys of every page. */
  private List<List<String>> keys(String prefix, int limit) {
    List<List<String>> pages = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      ObjectPage page = store.list(prefix, next, limit);
      pages.add(page.objects().stream().map(ObjectInfo::key).toList());
      next = page.next();
    } while (next.isPresent());
    return pages;
  }

  private static void assertNotFound(Callable<?> call) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call::call)
        .withMessage("there is no object a/nothing")
        .extracting(StorageException::code)
        .isEqualTo(Code.NOT_FOUND);
  }

  protected static void assertCode(Callable<?> call, Code code) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call::call)
        .extracting(StorageException::code)
        .isEqualTo(code);
  }
}
