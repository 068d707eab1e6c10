package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.id.TenantId;

/** A tenant's turn at a pool: the one with the lowest mark is served next; see {@link Shares}. */
public record Standing(double mark, TenantId tenant) implements Comparable<Standing> {
  @Override
  public int compareTo(Standing other) {
    int byMark = Double.compare(mark, other.mark);
    return byMark != 0 ? byMark : tenant.compareTo(other.tenant);
  }
}
