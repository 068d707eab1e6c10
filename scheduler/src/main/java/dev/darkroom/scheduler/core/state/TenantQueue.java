package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;

/**
 * The jobs of one tenant that may run now, in their lanes.
 *
 * @param size of all lanes together
 */
public record TenantQueue(SortedTree<Lane, SortedTree<Place, JobId>> lanes, int size) {
  static final TenantQueue EMPTY = new TenantQueue(SortedTree.empty(), 0);

  TenantQueue with(JobRecord job) {
    Lane lane = Lane.of(job);
    SortedTree<Place, JobId> before = lanes.get(lane).orElseGet(SortedTree::empty);
    SortedTree<Place, JobId> after = before.with(Place.of(job), job.header().id());
    return new TenantQueue(lanes.with(lane, after), size + after.size() - before.size());
  }

  TenantQueue without(JobRecord job) {
    Lane lane = Lane.of(job);
    SortedTree<Place, JobId> before = lanes.get(lane).orElseGet(SortedTree::empty);
    SortedTree<Place, JobId> after = before.without(Place.of(job));
    return new TenantQueue(
        after.isEmpty() ? lanes.without(lane) : lanes.with(lane, after),
        size + after.size() - before.size());
  }
}
