package dev.darkroom.storage.plain;

import dev.darkroom.job.spec.Demand;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** What a job needs of its worker: an object that thousands of jobs have in common. */
final class DemandForm {
  private static final byte[] COST_CLASS = Ascii.of("{\"costClass\":");
  private static final byte[] WORK = Ascii.of(",\"work\":");
  private static final byte[] UNITS = Ascii.of(",\"units\":");
  private static final byte[] BATCH_KEY = Ascii.of(",\"batchKey\":");
  private static final byte[] RESOURCES = Ascii.of(",\"resources\":[");
  private static final byte[] MEMORY = Ascii.of(",\"memoryBytes\":");
  private static final byte[] WEIGHTS = Ascii.of(",\"weightBytes\":");
  private static final byte[] LABELS = Ascii.of(",\"labels\":");
  private static final byte[] COMMA = Ascii.of(",");
  private static final byte[] COLON = Ascii.of(":");
  private static final byte[] OPEN = Ascii.of("{");
  private static final byte[] CLOSE_LIST = Ascii.of("]");

  private static final Kept<Demand> READ = new Kept<>();

  /** The bytes of demands that were written lately, by the objects that they are. */
  private static final AtomicReferenceArray<@Nullable Written> WRITTEN =
      new AtomicReferenceArray<>(1 << 8);

  private static final class Written {
    final Demand demand;
    final byte[] bytes;

    Written(Demand demand, byte[] bytes) {
      this.demand = demand;
      this.bytes = bytes;
    }
  }

  private DemandForm() {}

  static void write(Demand demand, Ink to) {
    int hash = System.identityHashCode(demand);
    int place = (hash ^ (hash >>> 8)) & (WRITTEN.length() - 1);
    Written known = WRITTEN.get(place);
    if (known != null && known.demand.equals(demand)) {
      to.raw(known.bytes);
      return;
    }
    int mark = to.size();
    writeAnew(demand, to);
    WRITTEN.set(place, new Written(demand, to.since(mark)));
  }

  static Demand read(Cursor from) {
    return from.object(READ, DemandForm::readAnew);
  }

  private static void writeAnew(Demand demand, Ink to) {
    to.raw(COST_CLASS).text(demand.costClass());
    to.raw(WORK).number(demand.work());
    to.raw(UNITS).number(demand.units());
    demand.batchKey().ifPresent(key -> to.raw(BATCH_KEY).text(key));
    if (!demand.resources().isEmpty()) {
      to.raw(RESOURCES);
      Iterator<String> resources = demand.resources().iterator();
      to.text(resources.next());
      resources.forEachRemaining(resource -> to.raw(COMMA).text(resource));
      to.raw(CLOSE_LIST);
    }
    to.raw(MEMORY).number(demand.memoryBytes());
    if (demand.weightBytes() > 0) {
      to.raw(WEIGHTS).number(demand.weightBytes());
    }
    if (!demand.labels().isEmpty()) {
      texts(demand.labels(), to.raw(LABELS));
    }
    to.raw(Words.CLOSE);
  }

  private static Demand readAnew(Cursor from) {
    String costClass = from.past(COST_CLASS).text();
    double work = from.past(WORK).real();
    int units = from.past(UNITS).small();
    Optional<String> batchKey = from.skip(BATCH_KEY) ? Optional.of(from.text()) : Optional.empty();
    TreeSet<String> resources = new TreeSet<>();
    if (from.skip(RESOURCES)) {
      do {
        resources.add(from.text());
      } while (from.skip(COMMA));
      from.past(CLOSE_LIST);
    }
    long memory = from.past(MEMORY).number();
    long weights = from.skip(WEIGHTS) ? from.number() : 0;
    Map<String, String> labels = from.skip(LABELS) ? texts(from) : Map.of();
    from.past(Words.CLOSE);
    return new Demand(costClass, work, units, batchKey, resources, memory, weights, labels);
  }

  /** Texts by their names, in the order of these. */
  static void texts(Map<String, String> texts, Ink to) {
    to.raw(OPEN);
    Map<String, String> sorted = texts.size() > 1 ? new TreeMap<>(texts) : texts;
    boolean first = true;
    for (Map.Entry<String, String> entry : sorted.entrySet()) {
      (first ? to : to.raw(COMMA)).text(entry.getKey()).raw(COLON).text(entry.getValue());
      first = false;
    }
    to.raw(Words.CLOSE);
  }

  static Map<String, String> texts(Cursor from) {
    from.past(OPEN);
    if (from.skip(Words.CLOSE)) {
      return Map.of();
    }
    Map<String, String> texts = new TreeMap<>();
    do {
      String name = from.text();
      texts.put(name, from.past(COLON).text());
    } while (from.skip(COMMA));
    from.past(Words.CLOSE);
    return texts;
  }
}
