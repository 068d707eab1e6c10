package dev.darkroom.storage.object;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import java.util.Optional;
import java.util.stream.Stream;

/** A listing of any length, read page by page as it is consumed. */
final class ObjectPages {
  /** A million objects. */
  private static final int MAX_PAGES = 1_000;

  private ObjectPages() {}

  /**
   * Every object below a prefix, in the order of keys.
   *
   * @throws StorageException TOO_LARGE where there are over a million
   */
  static Stream<ObjectInfo> of(ObjectStore store, String prefix) {
    return Stream.iterate(
            Optional.of(new Page(store.list(prefix, Optional.empty(), ObjectStore.MAX_PAGE), 1)),
            Optional::isPresent,
            page -> page.flatMap(p -> after(store, prefix, p)))
        .flatMap(page -> page.orElseThrow().objects().objects().stream());
  }

  private record Page(ObjectPage objects, int number) {}

  private static Optional<Page> after(ObjectStore store, String prefix, Page page) {
    if (page.objects().next().isPresent() && page.number() == MAX_PAGES) {
      throw new StorageException(
          Code.TOO_LARGE, "over " + MAX_PAGES * ObjectStore.MAX_PAGE + " objects below " + prefix);
    }
    return page.objects()
        .next()
        .map(from ->
            new Page(
                store.list(prefix, Optional.of(from), ObjectStore.MAX_PAGE), page.number() + 1));
  }
}
