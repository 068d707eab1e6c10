package dev.darkroom.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.FileId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.object.InMemoryObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
  private static final TenantId MINE = TenantId.of("default");

  private Instant now = Samples.AT;
  private final InMemoryObjectStore store = new InMemoryObjectStore(() -> now);
  private final Files files = new Files(store, () -> now);
  @TempDir private Path folder;

  @Test
  void aFileIsItsTenantsAloneUntilItExpires() throws IOException {
    StoredFile file = bring("lines.jsonl", "{}\n", Optional.of(now.plus(Duration.ofHours(1))));

    assertThat(files.find(MINE, file.id())).contains(file);
    assertThat(text(file)).isEqualTo("{}\n");
    assertThat(files.find(TenantId.of("other"), file.id())).isEmpty();
    now = now.plus(Duration.ofHours(1));
    assertThat(files.find(MINE, file.id())).isEmpty();
    assertThat(files.newest(MINE, _ -> true, Optional.empty(), 10).files()).isEmpty();
  }

  @Test
  void pagesGoOnWhereTheOneBeforeEndedInEitherOrder() throws IOException {
    List<StoredFile> brought = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      brought.add(bring("f" + i, "x", Optional.empty()));
      now = now.plusSeconds(1);
    }

    assertThat(walk(true)).containsExactlyElementsOf(brought.reversed());
    assertThat(walk(false)).containsExactlyElementsOf(brought);
    files.remove(brought.get(2));
    assertThat(walk(true)).hasSize(4).doesNotContain(brought.get(2));
  }

  @Test
  void anEmptyFileIsAFile() throws IOException {
    assertThat(text(bring("nothing", "", Optional.empty()))).isEmpty();
  }

  @Test
  void whatABatchLeavesHasTheSameIdHoweverOftenItIsWritten() {
    BatchId batch = BatchId.ofRandom(UUID.randomUUID());
    FileId output = FileId.ofBatch(batch, "output", now);

    assertThat(FileId.ofBatch(batch, "output", now)).isEqualTo(output);
    assertThat(FileId.ofBatch(batch, "error", now)).isNotEqualTo(output);
    assertThat(output.millis()).isEqualTo(now.toEpochMilli());
  }

  private List<StoredFile> walk(boolean newestFirst) {
    List<StoredFile> all = new ArrayList<>();
    Optional<FileId> after = Optional.empty();
    Files.Page page;
    do {
      page =
          newestFirst
              ? files.newest(MINE, _ -> true, after, 2)
              : files.oldest(MINE, _ -> true, after, 2);
      all.addAll(page.files());
      after = Optional.of(all.getLast().id());
    } while (page.hasMore());
    return all;
  }

  private StoredFile bring(String name, String text, Optional<Instant> expires) throws IOException {
    Path bytes = java.nio.file.Files.writeString(folder.resolve("bytes"), text);
    StoredFile file =
        new StoredFile(
            FileId.of(now, UUID.randomUUID()),
            MINE,
            Purpose.BATCH,
            name,
            "application/jsonl",
            text.length(),
            now,
            expires);
    files.put(file, bytes);
    return file;
  }

  private String text(StoredFile file) throws IOException {
    try (InputStream in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
