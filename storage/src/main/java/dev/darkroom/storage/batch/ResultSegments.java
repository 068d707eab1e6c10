package dev.darkroom.storage.batch;

import dev.darkroom.storage.Json;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectPage;
import dev.darkroom.storage.object.ObjectStore;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A batch's results, written down in segments while they come. A segment is written once and never
 * changed: of two gateways that both take themselves for the batch's owner one finds the next place
 * taken, and knows. So the results only ever grow at their end, and each line is among them once.
 */
public final class ResultSegments {
  /** Results of one segment. */
  public static final int MAX_RESULTS = 4_096;

  private static final int MAX_RECORD = 1 << 20;
  private static final Json<BatchResult> LINES =
      Json.of("batch's result", BatchResult.class, MAX_RECORD);
  private static final String JSONL = "application/jsonl";

  private final ObjectStore objects;
  private final String prefix;

  ResultSegments(ObjectStore objects, String prefix) {
    this.objects = objects;
    this.prefix = prefix;
  }

  /**
   * Writes a segment.
   *
   * @param number from 0; the segments before it are there
   * @return whether this call wrote it: false where somebody else had
   */
  public boolean append(int number, List<BatchResult> results) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(results.size() * 512);
    results.forEach(result -> {
      bytes.writeBytes(LINES.encode(result));
      bytes.write('\n');
    });
    return objects.putIfAbsent(
        prefix + "/%08d.jsonl".formatted(number), bytes.toByteArray(), JSONL);
  }

  /** How many segments there are. */
  public int count() {
    return (int) keys().stream().filter(key -> key.key().startsWith(prefix + "/")).count();
  }

  /** Every result from the first on, in their order; the caller closes the stream. */
  public Stream<BatchResult> read() {
    return keys().stream().flatMap(this::read);
  }

  private Stream<BatchResult> read(ObjectInfo segment) {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new Pieces(objects, segment.key(), segment.sizeBytes()), StandardCharsets.UTF_8));
    return lines
        .lines()
        .map(line -> LINES.decode(line.getBytes(StandardCharsets.UTF_8)))
        .onClose(() -> close(lines));
  }

  /** In their order; the one file of a batch of before there were segments is the only one. */
  private List<ObjectInfo> keys() {
    List<ObjectInfo> found = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      ObjectPage page = objects.list(prefix, cursor, ObjectStore.MAX_PAGE);
      found.addAll(page.objects());
      cursor = page.next();
    } while (cursor.isPresent());
    return found;
  }

  private static void close(BufferedReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
