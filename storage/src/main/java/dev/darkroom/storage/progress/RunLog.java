package dev.darkroom.storage.progress;

import dev.darkroom.storage.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The lines of one run as a file, a JSON object a line. */
public final class RunLog {
  /** The file beside a run's outputs. */
  public static final String FILE = "log.jsonl";

  public static final String CONTENT_TYPE = "application/jsonl";

  /** Lines of one run that are kept: the latest. */
  public static final int MAX_LINES = 5_000;

  /** The largest such file. */
  public static final int MAX_BYTES = MAX_LINES * 8_000;

  private static final Json<ProgressEvent> LINE =
      Json.of("line of a log", ProgressEvent.class, 8_000);

  private RunLog() {}

  public static byte[] write(List<ProgressEvent.Line> lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ProgressEvent.Line line : lines) {
      out.writeBytes(LINE.encode(line));
      out.write('\n');
    }
    return out.toByteArray();
  }

  /** Reads what {@link #write} wrote. */
  public static List<ProgressEvent.Line> read(byte[] file) {
    return new String(file, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> LINE.decode(line.getBytes(StandardCharsets.UTF_8)))
        .filter(ProgressEvent.Line.class::isInstance)
        .map(ProgressEvent.Line.class::cast)
        .toList();
  }
}
