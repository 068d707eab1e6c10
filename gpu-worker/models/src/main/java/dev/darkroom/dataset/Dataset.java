package dev.darkroom.dataset;

import dev.darkroom.dataset.DatasetException.Code;
import dev.darkroom.image.ImageException;
import dev.darkroom.image.Pictures;
import dev.darkroom.image.Rgb;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Pictures with captions in a folder or a zip file. Opening it reads the captions; pictures are
 * decoded when asked for and never kept. {@link #inspect} tells whether a training may use it.
 */
public final class Dataset implements AutoCloseable {
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".webp");

  private final DatasetFiles files;
  private final DatasetLimits limits;
  private final List<Item> items;
  private final List<String> orphans;

  /**
   * A picture file.
   *
   * @param name in the dataset
   * @param caption empty where it has none
   */
  public record Item(String name, Optional<String> caption) {}

  private Dataset(
      DatasetFiles files, DatasetLimits limits, List<Item> items, List<String> orphans) {
    this.files = files;
    this.limits = limits;
    this.items = items;
    this.orphans = orphans;
  }

  /**
   * Opens a folder or a zip file.
   *
   * @throws DatasetException if it cannot be read, is over the limits, holds an unsafe name, or a
   *     file of captions that breaks its format
   */
  public static Dataset open(Path path, DatasetLimits limits) {
    DatasetFiles files = DatasetFiles.open(path, limits);
    try {
      CaptionFiles captions = new CaptionFiles(files, limits);
      Map<String, String> listed = captions.listed();
      List<Item> items = new ArrayList<>();
      for (String name : files.names()) {
        if (isPicture(name)) {
          String own = name.substring(0, name.lastIndexOf('.')) + ".txt";
          Optional<String> caption =
              files.names().contains(own)
                  ? Optional.of(captions.own(own))
                  : Optional.ofNullable(listed.get(name));
          items.add(new Item(name, caption.filter(text -> !text.isEmpty())));
        }
      }
      if (items.size() > limits.maxPictures()) {
        throw new DatasetException(
            Code.LIMIT_EXCEEDED,
            "the dataset holds %d pictures: at most %d are read"
                .formatted(items.size(), limits.maxPictures()));
      }
      TreeSet<String> orphans = new TreeSet<>(listed.keySet());
      items.forEach(item -> orphans.remove(item.name()));
      return new Dataset(files, limits, List.copyOf(items), List.copyOf(orphans));
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /** The picture files, by name. */
  public List<Item> items() {
    return items;
  }

  /** Files that the lists of captions name and that are no picture here. */
  List<String> orphans() {
    return orphans;
  }

  /**
   * A picture, decoded anew.
   *
   * @throws ImageException if it cannot be decoded, or is over the limits
   * @throws DatasetException if its file is
   */
  public Rgb picture(Item item) {
    return Pictures.decode(bytes(item), limits.picture());
  }

  /** SHA-256 of a picture's file, in hexadecimal digits. */
  public String digest(Item item) {
    return HexFormat.of().formatHex(sha256().digest(bytes(item)));
  }

  /** SHA-256 over every picture's name, file and caption: equal datasets have equal digests. */
  public String digest() {
    MessageDigest all = sha256();
    for (Item item : items) {
      String line = "%s\t%s\t%s\n".formatted(item.name(), digest(item), item.caption().orElse(""));
      all.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(all.digest());
  }

  /** What a model will see of it, and everything that is wrong with it. */
  public DatasetReport inspect(DatasetRules rules) {
    return new Inspection(this, rules).report();
  }

  @Override
  public void close() {
    files.close();
  }

  private byte[] bytes(Item item) {
    return files.read(item.name(), limits.picture().maxBytes());
  }

  private static boolean isPicture(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(lower::endsWith);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
