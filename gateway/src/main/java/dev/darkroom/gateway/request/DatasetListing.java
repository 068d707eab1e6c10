package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectPage;
import dev.darkroom.storage.object.ObjectStore;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What lies below a prefix, told by names and sizes alone: nobody opens a file here, and the worker
 * looks at all of it before its first step.
 */
final class DatasetListing {
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".webp");
  private static final String CAPTION = ".txt";

  /** Files that hold captions of others; only their content tells of which. */
  private static final Set<String> LISTS = Set.of("metadata.jsonl", "dataset.json");

  private final String prefix;
  private final TreeMap<String, ObjectInfo> pictures = new TreeMap<>(); // by name without ending
  private final Set<String> captions = new HashSet<>();
  private boolean listed;
  private int found; // pictures; two may have one name but for the ending

  private DatasetListing(String prefix) {
    this.prefix = prefix;
  }

  /** Page by page; more pictures than are allowed are not counted. */
  static DatasetListing of(ObjectStore store, String prefix) {
    DatasetListing listing = new DatasetListing(prefix);
    Optional<String> from = Optional.empty();
    do {
      ObjectPage page = store.list(prefix, from, ObjectStore.MAX_PAGE);
      page.objects().forEach(listing::add);
      from = page.next();
    } while (from.isPresent() && listing.found <= FineTuneSpec.MAX_PICTURES);
    return listing;
  }

  private void add(ObjectInfo object) {
    String name = object.key().substring(prefix.length());
    String lower = name.toLowerCase(Locale.ROOT);
    Optional<String> ending = ENDINGS.stream().filter(lower::endsWith).findFirst();
    if (ending.isPresent()) {
      found++;
      pictures.put(name.substring(0, name.length() - ending.get().length()), object);
    } else if (lower.endsWith(CAPTION)) {
      captions.add(name.substring(0, name.length() - CAPTION.length()));
    } else {
      listed |= LISTS.contains(name.substring(name.lastIndexOf('/') + 1));
    }
  }

  /**
   * Refuses what no training can begin with.
   *
   * @param captioned whether every picture needs a caption of its own
   */
  void check(boolean captioned) {
    if (found == 0 || found > FineTuneSpec.MAX_PICTURES) {
      throw refusal(
          ProblemCode.VALUE_OUT_OF_RANGE,
          "there are %s pictures below %s: put 1 to %d there that end with %s"
              .formatted(
                  found == 0 ? "no" : "too many",
                  prefix,
                  FineTuneSpec.MAX_PICTURES,
                  String.join(", ", ENDINGS)));
    }
    pictures
        .values()
        .forEach(picture -> {
          if (picture.sizeBytes() == 0) {
            throw refusal(
                ProblemCode.INVALID_FILE, picture.key() + " is empty: put the picture there again");
          }
        });
    if (captioned && !listed) {
      pictures.forEach((name, picture) -> {
        if (!captions.contains(name)) {
          throw refusal(
              ProblemCode.INVALID_TEXT,
              "%s has no caption: put %s%s beside it, or a metadata.jsonl or dataset.json"
                  .formatted(picture.key(), name.substring(name.lastIndexOf('/') + 1), CAPTION));
        }
      });
    }
  }

  private static RuntimeException refusal(ProblemCode code, String detail) {
    return Fields.problem(code, "dataset", detail);
  }
}
