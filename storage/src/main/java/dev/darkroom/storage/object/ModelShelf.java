package dev.darkroom.storage.object;

import dev.darkroom.job.id.ModelRef;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Which versions of which models there are, read off the keys alone. */
final class ModelShelf {
  /** By name and version: whether its manifest is there. */
  private final NavigableMap<String, NavigableMap<Integer, Boolean>> models = new TreeMap<>();

  private ModelShelf() {}

  /** Every model. */
  static ModelShelf all(ObjectStore store) {
    return read(store, ObjectKeys.MODELS);
  }

  /** One model. */
  static ModelShelf of(ObjectStore store, String name) {
    return read(store, ObjectKeys.modelPrefix(name));
  }

  /** The newest published version of every model, by name. */
  List<ModelRef> newest() {
    return models.keySet().stream()
        .flatMap(name -> latest(name).map(v -> new ModelRef(name, Optional.of(v))).stream())
        .toList();
  }

  /** The newest published version. */
  Optional<Integer> latest(String name) {
    return published(name).stream().reduce((_, later) -> later);
  }

  /** Published versions, rising. */
  List<Integer> published(String name) {
    return versions(name).entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The highest number that was ever given; 0 where none was. */
  int highest(String name) {
    return versions(name).isEmpty() ? 0 : versions(name).lastKey();
  }

  private NavigableMap<Integer, Boolean> versions(String name) {
    return models.getOrDefault(name, new TreeMap<>());
  }

  private static ModelShelf read(ObjectStore store, String prefix) {
    ModelShelf shelf = new ModelShelf();
    ObjectPages.of(store, prefix)
        .flatMap(object -> ObjectKeys.parseModel(object.key()).stream())
        .forEach(key -> {
          var _ =
              shelf
                  .models
                  .computeIfAbsent(key.name(), _ -> new TreeMap<>())
                  .merge(key.version(), key.isManifest(), Boolean::logicalOr);
        });
    return shelf;
  }
}
