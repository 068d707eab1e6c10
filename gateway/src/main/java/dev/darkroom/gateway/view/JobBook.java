package dev.darkroom.gateway.view;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.OutputTerms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Every job, by id and by tenant from the newest. One thread writes at a time, many read. */
final class JobBook {
  private static final Comparator<Line> NEWEST_FIRST =
      Comparator.comparing(Line::createdAt).reversed().thenComparing(Line::id);

  private final Map<JobId, Viewed> jobs = new ConcurrentHashMap<>();
  private final Map<TenantId, NavigableSet<Line>> lines = new ConcurrentHashMap<>();

  /** The latest job of each key whose outputs later ones may be given. */
  private final Map<Keyed, JobId> made = new ConcurrentHashMap<>();

  private record Keyed(TenantId tenant, Digest key) {
    static Optional<Keyed> of(JobRecord job) {
      return job.state() instanceof JobState.Succeeded
          ? job.header()
              .terms()
              .flatMap(OutputTerms::key)
              .map(key -> new Keyed(job.header().tenant(), key))
          : Optional.empty();
    }
  }

  private record Line(Instant createdAt, JobId id) {
    static Line of(JobHeader header) {
      return new Line(header.createdAt(), header.id());
    }
  }

  Optional<Viewed> find(JobId id) {
    return Optional.ofNullable(jobs.get(id));
  }

  int size() {
    return jobs.size();
  }

  void put(Viewed viewed) {
    JobHeader header = viewed.job().header();
    Optional<Line> before =
        Optional.ofNullable(jobs.put(header.id(), viewed)).map(old -> Line.of(old.job().header()));
    Line line = Line.of(header);
    if (!before.equals(Optional.of(line))) {
      before.ifPresent(old -> linesOf(header.tenant()).remove(old));
      linesOf(header.tenant()).add(line);
    }
    Keyed.of(viewed.job()).ifPresent(key -> made.put(key, header.id()));
  }

  /** The latest job of a tenant that has succeeded under a key. */
  Optional<Viewed> made(TenantId tenant, Digest key) {
    return Optional.ofNullable(made.get(new Keyed(tenant, key))).flatMap(this::find);
  }

  void remove(JobId id) {
    Optional.ofNullable(jobs.remove(id))
        .map(Viewed::job)
        .ifPresent(job -> {
          linesOf(job.header().tenant()).remove(Line.of(job.header()));
          Keyed.of(job).ifPresent(key -> made.remove(key, id));
        });
  }

  /**
   * A tenant's jobs, the newest first.
   *
   * @param after the job that the page before ended with
   */
  Page<Viewed> page(TenantId tenant, JobFilter filter, Optional<JobRecord> after, int limit) {
    NavigableSet<Line> all = linesOf(tenant);
    NavigableSet<Line> rest =
        after.map(job -> all.tailSet(Line.of(job.header()), false)).orElse(all);
    List<Viewed> data = new ArrayList<>();
    for (Line line : rest) {
      Optional<Viewed> viewed = find(line.id()).filter(v -> filter.accepts(v.job()));
      if (viewed.isPresent() && data.size() == limit) {
        return new Page<>(data, true);
      }
      viewed.ifPresent(data::add);
    }
    return new Page<>(data, false);
  }

  /**
   * The oldest jobs of all that are accepted, of one tenant or of all.
   *
   * @param after the job that the selection before ended with; where it is gone, from the beginning
   */
  Selection oldest(
      Optional<TenantId> tenant, Predicate<JobRecord> accepted, Optional<JobId> after, int limit) {
    Optional<Line> last = after.flatMap(this::find).map(viewed -> Line.of(viewed.job().header()));
    List<Line> lines =
        tenant.map(Set::of).orElseGet(() -> Set.copyOf(this.lines.keySet())).stream()
            .flatMap(one -> linesOf(one).stream())
            .filter(line -> last.map(l -> NEWEST_FIRST.compare(line, l) < 0).orElse(true))
            .filter(line -> find(line.id()).map(Viewed::job).filter(accepted).isPresent())
            .sorted(NEWEST_FIRST.reversed())
            .toList();
    List<JobRecord> jobs =
        lines.stream()
            .limit(limit)
            .flatMap(line -> find(line.id()).map(Viewed::job).stream())
            .toList();
    return new Selection(jobs, lines.size(), lines.size() > limit);
  }

  /** Those of a tenant's jobs that the log has shown and that are accepted. */
  List<Viewed> inLog(TenantId tenant, Predicate<Viewed> accepted) {
    List<Viewed> all = new ArrayList<>();
    for (Line line : linesOf(tenant)) {
      find(line.id())
          .filter(viewed -> viewed.offset().isPresent())
          .filter(accepted)
          .ifPresent(all::add);
    }
    return all;
  }

  /** When the oldest of a tenant's jobs that have not ended was submitted. */
  Optional<Instant> oldestUnfinished(TenantId tenant) {
    for (Line line : linesOf(tenant).descendingSet()) {
      if (find(line.id()).filter(viewed -> !viewed.job().state().status().terminal()).isPresent()) {
        return Optional.of(line.createdAt());
      }
    }
    return Optional.empty();
  }

  void each(TenantId tenant, Consumer<JobRecord> action) {
    for (Line line : linesOf(tenant)) {
      find(line.id()).map(Viewed::job).ifPresent(action);
    }
  }

  private NavigableSet<Line> linesOf(TenantId tenant) {
    return lines.computeIfAbsent(tenant, _ -> new ConcurrentSkipListSet<>(NEWEST_FIRST));
  }
}
