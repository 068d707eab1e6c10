package dev.darkroom.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Files that hold the bytes of records as they were once written. They are never edited: bytes that
 * changed mean that running farms would no longer understand each other. New kinds of records get
 * new files with {@code -Ddarkroom.golden=write}; old files stay as long as logs may hold their
 * like.
 */
public final class Golden {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

  private Golden() {}

  /** Holds that a record's bytes are those of its file, and that the file reads as the record. */
  public static <T> void holds(String kind, Json<T> json, T record, String name) {
    Path file = FOLDER.resolve(kind).resolve(name + ".v1.json");
    byte[] bytes = json.encode(record);
    try {
      if ("write".equals(System.getProperty("darkroom.golden")) && !Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
      }
      assertThat(file).as("golden file of %s", name).exists();
      assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(Files.readString(file));
      assertThat(json.decode(Files.readAllBytes(file))).isEqualTo(record);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Every file of a kind, from whatever time. */
  public static List<Path> files(String kind) {
    try (Stream<Path> files = Files.list(FOLDER.resolve(kind))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** {@code LeaseGranted} as a file name: {@code lease-granted}. */
  public static String name(Object record) {
    return record
        .getClass()
        .getSimpleName()
        .replaceAll("([a-z])([A-Z])", "$1-$2")
        .toLowerCase(Locale.ROOT);
  }
}
