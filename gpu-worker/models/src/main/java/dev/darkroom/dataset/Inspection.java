package dev.darkroom.dataset;

import dev.darkroom.dataset.Dataset.Item;
import dev.darkroom.dataset.DatasetReport.Kind;
import dev.darkroom.dataset.DatasetReport.Preview;
import dev.darkroom.dataset.DatasetReport.Problem;
import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Buckets.Bucket;
import dev.darkroom.image.Buckets.Placement;
import dev.darkroom.image.ImageException;
import dev.darkroom.image.Rgb;
import dev.darkroom.text.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks at every picture and caption of a dataset once. */
final class Inspection {
  /** Nobody reads further than this. */
  private static final int MAX_PROBLEMS = 1_000;

  private final Dataset dataset;
  private final DatasetRules rules;
  private final List<Problem> errors = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();
  private final SortedMap<Bucket, Integer> buckets = new TreeMap<>();
  private final List<Preview> preview = new ArrayList<>();
  private final Map<String, String> seen = new HashMap<>(); // by digest

  Inspection(Dataset dataset, DatasetRules rules) {
    this.dataset = dataset;
    this.rules = rules;
  }

  DatasetReport report() {
    dataset.items().forEach(this::look);
    for (String name : dataset.orphans()) {
      error(
          Kind.PICTURE_MISSING,
          name,
          "'%s' has a caption and is no picture of the dataset: add it or drop its caption"
              .formatted(name));
    }
    if (preview.size() < rules.minPictures()) {
      error(
          Kind.TOO_FEW_PICTURES,
          "",
          "%d pictures can be used: give %d or more, as PNG or JPEG"
              .formatted(preview.size(), rules.minPictures()));
    }
    return new DatasetReport(preview.size(), errors, warnings, buckets, preview);
  }

  private void look(Item item) {
    Rgb picture;
    try {
      picture = dataset.picture(item);
    } catch (ImageException | DatasetException e) {
      error(
          Kind.UNDECODABLE,
          item.name(),
          "'%s' cannot be used: %s".formatted(item.name(), e.getMessage()));
      return;
    }
    String digest = dataset.digest(item);
    String first = seen.putIfAbsent(digest, item.name());
    if (first != null) {
      warn(
          Kind.DUPLICATE,
          item.name(),
          "'%s' is the same file as '%s': it will count twice".formatted(item.name(), first));
    }
    Placement placement = rules.buckets().place(picture.width(), picture.height());
    if (placement.width() > picture.width() || placement.height() > picture.height()) {
      warn(
          Kind.ENLARGED,
          item.name(),
          "'%s' is %dx%d and will be enlarged to %dx%d: use larger pictures"
              .formatted(
                  item.name(),
                  picture.width(),
                  picture.height(),
                  placement.width(),
                  placement.height()));
    }
    buckets.merge(placement.bucket(), 1, Integer::sum);
    preview.add(seen(item, picture, placement, digest));
  }

  private Preview seen(Item item, Rgb picture, Placement placement, String digest) {
    Optional<String> caption = item.caption().or(rules::prompt);
    if (caption.isEmpty()) {
      error(
          Kind.CAPTION_MISSING,
          item.name(),
          "'%s' has no caption: add one, or give a prompt for all pictures".formatted(item.name()));
    }
    String text = caption.orElse("");
    return new Preview(
        item.name(),
        picture.width(),
        picture.height(),
        placement,
        text,
        rules.tokenizer().stream().mapToInt(reader -> tokens(reader, item, text)).findFirst(),
        digest);
  }

  private int tokens(Tokenizer reader, Item item, String caption) {
    try {
      int tokens = reader.tokens(caption).size();
      int room = reader.maxLength() - 2;
      if (tokens > room) {
        error(
            Kind.CAPTION_TOO_LONG,
            item.name(),
            "the caption of '%s' has %d tokens, the model reads %d: shorten it"
                .formatted(item.name(), tokens, room));
      }
      return tokens;
    } catch (ModelException e) {
      error(
          Kind.CAPTION_TOO_LONG,
          item.name(),
          "the caption of '%s' cannot be read: %s".formatted(item.name(), e.getMessage()));
      return Integer.MAX_VALUE;
    }
  }

  private void error(Kind kind, String file, String message) {
    add(errors, new Problem(kind, file, message));
  }

  private void warn(Kind kind, String file, String message) {
    add(warnings, new Problem(kind, file, message));
  }

  private static void add(List<Problem> to, Problem problem) {
    if (to.size() < MAX_PROBLEMS) {
      to.add(problem);
    }
  }
}
