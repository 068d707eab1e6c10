package dev.darkroom.gateway.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How far each partition of the state topic is known: the offset of the last job's record, or
 * {@value #NOTHING}. As text the offsets with dots between, {@code 120..7}; the same on every
 * gateway.
 */
public record Marks(List<Long> offsets) {
  /** The offset before the first. */
  public static final long NOTHING = -1;

  /** Nothing is known. */
  public static final Marks NONE = new Marks(List.of());

  private static final int MAX_PARTITIONS = 1_024;

  public Marks {
    offsets = List.copyOf(offsets);
  }

  /** Reads what {@link #toString} wrote; empty where it is none. */
  public static Optional<Marks> parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length > MAX_PARTITIONS) {
      return Optional.empty();
    }
    List<Long> offsets = new ArrayList<>();
    for (String part : parts) {
      if (part.length() > 18 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Optional.empty();
      }
      offsets.add(part.isEmpty() ? NOTHING : Long.parseLong(part));
    }
    return Optional.of(new Marks(offsets));
  }

  /** The offset of the last record of a partition that is known. */
  public long of(int partition) {
    return partition < offsets.size() ? offsets.get(partition) : NOTHING;
  }

  /** Whether a job's record as it stands in the log is known. */
  public boolean covers(Viewed job) {
    return job.offset().isPresent() && job.offset().getAsLong() <= of(job.job().partition());
  }

  /** These, and a partition up to this offset. */
  public Marks with(int partition, long offset) {
    List<Long> more = new ArrayList<>(offsets);
    while (more.size() <= partition) {
      more.add(NOTHING);
    }
    more.set(partition, Math.max(offset, more.get(partition)));
    return new Marks(more);
  }

  @Override
  public String toString() {
    return offsets.stream()
        .map(offset -> offset == NOTHING ? "" : offset.toString())
        .collect(Collectors.joining("."));
  }
}
