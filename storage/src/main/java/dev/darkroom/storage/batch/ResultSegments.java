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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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

  /**
   * Where a result stands, the same for good.
   *
   * @param segment its number from 0
   * @param line of the segment, from 0
   */
  public record Place(int segment, int line) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,8})-([0-9]{1,8})");

    public Place {
      if (segment < 0 || line < 0) {
        throw new IllegalArgumentException("a place is no less than 0-0");
      }
    }

    /** Reads what {@link #toString} wrote; empty where it is none. */
    public static Optional<Place> parse(String text) {
      Matcher parts = TEXT.matcher(text);
      return parts.matches()
          ? Optional.of(
              new Place(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return segment + "-" + line;
    }
  }

  /** A result and where it stands. */
  public record Placed(Place place, BatchResult result) {}

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
    return after(Optional.empty()).map(Placed::result);
  }

  /**
   * The results that came after a place, or from the first on: nothing before its segment is read.
   * The caller closes the stream.
   *
   * @throws IndexOutOfBoundsException where no such segment is there
   */
  public Stream<Placed> after(Optional<Place> last) {
    List<ObjectInfo> keys = keys();
    int first = last.map(Place::segment).orElse(0);
    if (last.isPresent()) {
      Objects.checkIndex(first, keys.size());
    }
    return IntStream.range(first, keys.size())
        .boxed()
        .flatMap(segment -> {
          int from = segment == first ? last.map(place -> place.line() + 1).orElse(0) : 0;
          AtomicInteger line = new AtomicInteger(from);
          return lines(keys.get(segment))
              .skip(from)
              .map(text ->
                  new Placed(new Place(segment, line.getAndIncrement()), LINES.decode(text)));
        });
  }

  /** Where a job's result stands: looks from the newest segment on. */
  public Optional<Place> find(String job) {
    List<ObjectInfo> keys = keys();
    for (int segment = keys.size() - 1; segment >= 0; segment--) {
      AtomicInteger line = new AtomicInteger();
      try (Stream<byte[]> lines = lines(keys.get(segment))) {
        boolean found =
            lines.anyMatch(text -> {
              line.incrementAndGet();
              // Most lines need not be decoded to be told apart.
              return new String(text, StandardCharsets.UTF_8).contains(job)
                  && LINES.decode(text).job().toString().equals(job);
            });
        if (found) {
          return Optional.of(new Place(segment, line.get() - 1));
        }
      }
    }
    return Optional.empty();
  }

  private Stream<byte[]> lines(ObjectInfo segment) {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new Pieces(objects, segment.key(), segment.sizeBytes()), StandardCharsets.UTF_8));
    return lines
        .lines()
        .map(line -> line.getBytes(StandardCharsets.UTF_8))
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
