package dev.darkroom.gateway.upload;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

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

  /** Enough to tell what a file is. */
  private static final int HEAD_BYTES = 16;

  /** The first that a zip can tell: equal archives are equal, whenever they are written. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Archive() {}

  /** Where an archive's bytes are; each call begins at the first. */
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }

  /** Sees an archive's files, one at a time. */
  @FunctionalInterface
  private interface Visitor {
    void see(ZipEntry entry, byte[] bytes) throws IOException;
  }

  /** Whether a file begins as an archive does. */
  public static boolean is(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return FileType.of(in.readNBytes(HEAD_BYTES)) == FileType.ZIP;
    }
  }

  /**
   * Unpacks an archive, in the order of its names.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException INVALID_FILE
   */
  public static List<SentFile> pictures(byte[] zip) {
    Map<String, byte[]> files = new HashMap<>();
    walk(of(zip), zip.length, (entry, bytes) -> files.put(entry.getName(), bytes));
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

  /**
   * The archive with its pictures fit to be kept, as {@link SentFile#checked} has them; the same
   * array where they were.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException INVALID_FILE, or VALUE_OUT_OF_RANGE of a
   *     picture of too many pixels
   */
  static byte[] checked(byte[] zip) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(zip.length);
    return write(of(zip), zip.length, kept) ? kept.toByteArray() : zip;
  }

  /**
   * Writes the archive with its pictures fit to be kept, a file of it at a time.
   *
   * @param sizeBytes of the archive
   * @return whether anything was written: nothing is where all of them are fit already
   * @throws dev.darkroom.gateway.problem.ProblemException as {@link #checked}
   */
  public static boolean write(Source zip, long sizeBytes, OutputStream kept) {
    boolean[] tells = new boolean[1];
    walk(zip, sizeBytes, (entry, bytes) -> tells[0] |= fit(entry, bytes) != bytes);
    if (!tells[0]) {
      return false;
    }
    // What it is written to is its owner's to close.
    ZipOutputStream out = new ZipOutputStream(kept);
    walk(zip, sizeBytes, (entry, bytes) -> copy(entry, fit(entry, bytes), out));
    try {
      out.finish();
    } catch (IOException e) {
      throw unreadable(e);
    }
    return true;
  }

  /** The bytes of a file as they are kept; the same array where nothing of them is taken out. */
  private static byte[] fit(ZipEntry entry, byte[] bytes) {
    return FileType.of(bytes).isPicture()
        ? new SentFile(FileNames.plain(entry.getName()), bytes, Optional.empty()).checked().bytes()
        : bytes;
  }

  private static void copy(ZipEntry from, byte[] bytes, ZipOutputStream out) throws IOException {
    ZipEntry entry = new ZipEntry(from.getName());
    entry.setTimeLocal(NO_TIME);
    entry.setMethod(from.getMethod());
    if (from.getMethod() == ZipEntry.STORED) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      entry.setSize(bytes.length);
      entry.setCrc(crc.getValue());
    }
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }

  private static void walk(Source zip, long sizeBytes, Visitor visitor) {
    long allowed = Math.min(MAX_BYTES, ALWAYS_ALLOWED + MAX_GROWTH * sizeBytes);
    long total = 0;
    int count = 0;
    try (InputStream whole = zip.open();
        ZipInputStream in = new ZipInputStream(whole)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.isDirectory()) {
          continue;
        }
        byte[] bytes = in.readNBytes((int) Math.min(MAX_FILE_BYTES, allowed - total) + 1);
        total += bytes.length;
        if (bytes.length > MAX_FILE_BYTES || total > allowed || ++count > MAX_ENTRIES) {
          throw invalid(
              "the archive unpacks to more than %d files, %d bytes, or %d in one file"
                  .formatted(MAX_ENTRIES, allowed, MAX_FILE_BYTES));
        }
        visitor.see(entry, bytes);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(e);
    }
  }

  private static Optional<String> caption(Map<String, byte[]> files, String picture) {
    int dot = picture.lastIndexOf('.');
    String beside = (dot < 0 ? picture : picture.substring(0, dot)) + ".txt";
    return Optional.ofNullable(files.get(beside))
        .filter(bytes -> bytes.length <= MAX_CAPTION_BYTES)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
        .filter(text -> !text.isEmpty());
  }

  private static Source of(byte[] zip) {
    return () -> new ByteArrayInputStream(zip);
  }

  private static RuntimeException unreadable(Exception e) {
    return invalid("the archive cannot be unpacked: " + e.getMessage());
  }

  private static RuntimeException invalid(String detail) {
    return Problem.of(ProblemCode.INVALID_FILE, "file", detail).exception();
  }
}
