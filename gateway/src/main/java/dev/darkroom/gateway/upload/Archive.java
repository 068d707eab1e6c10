package dev.darkroom.gateway.upload;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The pictures of a zip file, each with the text of the {@code .txt} file of its name beside it.
 * What unpacks to more than is allowed is refused before it is unpacked.
 */
public final class Archive {
  private static final int MAX_ENTRIES = 20_000;
  private static final long MAX_BYTES = 512L << 20;
  private static final int MAX_FILE_BYTES = 64 << 20;

  /**
   * Pictures are compressed already: what unpacks to much more than it was is no folder of them.
   */
  private static final int MAX_GROWTH = 4;

  private static final long ALWAYS_ALLOWED = 1 << 20;
  private static final int MAX_CAPTION_BYTES = 10_000;

  private Archive() {}

  /**
   * Unpacks an archive, in the order of its names.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException INVALID_FILE
   */
  public static List<SentFile> pictures(byte[] zip) {
    Map<String, byte[]> files = new HashMap<>();
    long total = 0;
    long allowed = Math.min(MAX_BYTES, ALWAYS_ALLOWED + (long) MAX_GROWTH * zip.length);
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.isDirectory()) {
          continue;
        }
        byte[] bytes = in.readNBytes((int) Math.min(MAX_FILE_BYTES, allowed - total) + 1);
        total += bytes.length;
        if (bytes.length > MAX_FILE_BYTES || total > allowed || files.size() >= MAX_ENTRIES) {
          throw invalid(
              "the archive unpacks to more than %d files, %d bytes, or %d in one file"
                  .formatted(MAX_ENTRIES, allowed, MAX_FILE_BYTES));
        }
        files.put(entry.getName(), bytes);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw invalid("the archive cannot be unpacked: " + e.getMessage());
    }
    List<SentFile> pictures = new ArrayList<>();
    files.keySet().stream()
        .sorted()
        .forEach(name -> {
          byte[] bytes = files.getOrDefault(name, new byte[0]);
          if (FileType.of(bytes).isPicture()) {
            pictures.add(new SentFile(FileNames.plain(name), bytes, caption(files, name)));
          }
        });
    if (pictures.isEmpty()) {
      throw invalid("the archive has no picture: put PNG, JPEG or WebP files in");
    }
    return pictures;
  }

  private static Optional<String> caption(Map<String, byte[]> files, String picture) {
    int dot = picture.lastIndexOf('.');
    String beside = (dot < 0 ? picture : picture.substring(0, dot)) + ".txt";
    return Optional.ofNullable(files.get(beside))
        .filter(bytes -> bytes.length <= MAX_CAPTION_BYTES)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
        .filter(text -> !text.isEmpty());
  }

  private static RuntimeException invalid(String detail) {
    return Problem.of(ProblemCode.INVALID_FILE, "file", detail).exception();
  }
}
