package dev.darkroom.gateway.command;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Prospect;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How jobs stand, as their schedulers see it. A job is asked for at most once a second, whoever
 * wants to know; where nobody answers in a moment, nothing is known, and nobody waits longer. Safe
 * for use by many threads.
 */
public final class Prospects {
  private static final Duration GOOD_FOR = Duration.ofSeconds(1);
  private static final int MAX_KEPT = 10_000;

  private final Commander commander;
  private final Function<JobId, Optional<Integer>> whereabouts;
  private final InstantSource clock;

  /** The oldest first. */
  private final Map<JobId, Asked> asked = new LinkedHashMap<>();

  private record Asked(CompletableFuture<Optional<Prospect>> answer, Instant until) {}

  /**
   * Asks over a commander that waits a moment only.
   *
   * @param whereabouts tells the partition that has a job now, as far as is known
   */
  public Prospects(
      Commander commander, Function<JobId, Optional<Integer>> whereabouts, InstantSource clock) {
    this.commander = commander;
    this.whereabouts = whereabouts;
    this.clock = clock;
  }

  /** How these jobs of a tenant stand; those that nobody told of are left out. Blocks a moment. */
  public Map<JobId, Prospect> of(TenantId tenant, Collection<JobId> jobs) {
    Map<JobId, CompletableFuture<Optional<Prospect>>> fresh = new HashMap<>();
    Map<JobId, CompletableFuture<Optional<Prospect>>> all = reserve(jobs, fresh);
    fresh.keySet().stream()
        .collect(Collectors.groupingBy(this::partition, TreeMap::new, Collectors.toList()))
        .forEach((partition, here) -> ask(tenant, partition, here, fresh));
    Map<JobId, Prospect> told = new HashMap<>();
    all.forEach((job, answer) -> answer.join().ifPresent(prospect -> told.put(job, prospect)));
    return told;
  }

  private int partition(JobId job) {
    return whereabouts.apply(job).orElse(job.partition());
  }

  /** Who asks first answers for all who ask meanwhile. */
  private synchronized Map<JobId, CompletableFuture<Optional<Prospect>>> reserve(
      Collection<JobId> jobs, Map<JobId, CompletableFuture<Optional<Prospect>>> fresh) {
    Instant now = clock.instant();
    Map<JobId, CompletableFuture<Optional<Prospect>>> all = new HashMap<>();
    for (JobId job : jobs) {
      Asked known = asked.get(job);
      if (known == null || !now.isBefore(known.until())) {
        known = new Asked(new CompletableFuture<>(), now.plus(GOOD_FOR));
        asked.remove(job);
        asked.put(job, known);
        fresh.put(job, known.answer());
      }
      all.put(job, known.answer());
    }
    while (asked.size() > MAX_KEPT) {
      asked.remove(asked.keySet().iterator().next());
    }
    return all;
  }

  private void ask(
      TenantId tenant,
      int partition,
      List<JobId> jobs,
      Map<JobId, CompletableFuture<Optional<Prospect>>> waiting) {
    for (int from = 0; from < jobs.size(); from += Command.Explain.MAX_JOBS) {
      List<JobId> some =
          new ArrayList<>(
              jobs.subList(from, Math.min(jobs.size(), from + Command.Explain.MAX_JOBS)));
      var _ =
          commander
              .ask(new Command.Explain(commander.nextId(), partition, tenant, some))
              .thenAccept(reply -> {
                Map<JobId, Prospect> told = prospects(reply);
                some.forEach(job ->
                    Optional.ofNullable(waiting.get(job))
                        .ifPresent(answer -> answer.complete(Optional.ofNullable(told.get(job)))));
              });
    }
  }

  private static Map<JobId, Prospect> prospects(Optional<Reply> reply) {
    return reply.isPresent() && reply.get() instanceof Reply.Explained explained
        ? explained.prospects().stream()
            .collect(Collectors.toMap(Prospect::job, Function.identity(), (one, _) -> one))
        : Map.of();
  }
}
