package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.storage.log.EventEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who is given what: no job where it must not run, no worker more than it takes. */
final class Placements {
  private Placements() {}

  /** What an outcome that was decided at this time gives and takes. */
  static void check(SchedulerState before, Outcome outcome, Instant at) {
    Map<String, List<JobRecord>> leases = new LinkedHashMap<>();
    for (EventEntry entry : outcome.events()) {
      if (entry.event() instanceof JobEvent.LeaseGranted e) {
        JobRecord job = outcome.next().job(entry.job()).orElseThrow();
        leases.computeIfAbsent(e.worker().name(), _ -> new ArrayList<>()).add(job);
      }
    }
    leases.forEach((worker, jobs) -> {
      WorkerRecord holder = outcome.next().seat(worker).orElseThrow().record();
      jobs.forEach(job -> suits(outcome.next(), holder, job.header(), at));
      batch(holder, jobs);
    });
    outcome.assignments().forEach(told -> told(before, outcome.next(), told));
  }

  private static void suits(SchedulerState state, WorkerRecord worker, JobHeader job, Instant at) {
    Capabilities can = worker.capabilities();
    Demand needs = job.demand();
    Violation.unless(!worker.locked(), "%s is locked and was given %s", worker.id(), job.id());
    Violation.unless(
        state.pool(job.pool()).record().filter(pool -> pool.givesOut(at)).isPresent(),
        "pool %s gives no jobs, and gave %s",
        job.pool(),
        job.id());
    Violation.unless(
        worker.admits(job.model(), at),
        "%s was given %s, whose model keeps failing on it",
        worker.id(),
        job.id());
    boolean suits =
        worker.pool().equals(job.pool())
            && can.kinds().contains(job.kind())
            && (can.models().isEmpty() || can.models().contains(job.model().name()))
            && can.labels().entrySet().containsAll(needs.labels().entrySet())
            && can.hasRoomFor(needs.memoryBytes(), needs.weightBytes());
    Violation.unless(suits, "%s was given %s, which it must not run", worker, job);
  }

  /** One lease: a job, or jobs that may run as one batch and fit it. */
  private static void batch(WorkerRecord worker, List<JobRecord> jobs) {
    Violation.unless(
        worker.runs().size() == jobs.size(),
        "%s was given a lease beside the one that it has",
        worker);
    if (jobs.size() > 1) {
      Optional<String> key = jobs.getFirst().header().demand().batchKey();
      Violation.unless(
          key.isPresent()
              && jobs.stream().allMatch(j -> j.header().demand().batchKey().equals(key)),
          "%s was given a batch of jobs that are not alike",
          worker);
      int units = jobs.stream().mapToInt(job -> job.header().demand().units()).sum();
      Violation.unless(
          units <= worker.capabilities().maxBatch(),
          "%s was given a batch of %s units",
          worker,
          units);
      Violation.unless(
          jobs.stream().noneMatch(Placements::alone), "%s was given a job that runs alone", worker);
    }
  }

  private static boolean alone(JobRecord job) {
    return job.state() instanceof JobState.Leased s && s.tries().alone();
  }

  private static void told(SchedulerState before, SchedulerState state, Assignment told) {
    switch (told) {
      case Assignment.Run a -> a.grants().forEach(grant -> granted(before, state, a, grant));
      case Assignment.CancelRun a ->
          Violation.unless(
              current(state, a, a.run())
                  .filter(job -> !(job.state() instanceof JobState.Canceling))
                  .isEmpty(),
              "%s was told to stop %s, which nobody canceled",
              a.worker(),
              a.run());
      case Assignment.YieldRun a -> {
        Optional<JobRecord> job = current(state, a, a.run());
        Violation.unless(
            job.filter(j -> !j.header().kind().resumable()).isEmpty(),
            "%s was told to yield %s, which keeps no checkpoint",
            a.worker(),
            a.run());
      }
      case Assignment.LeaseRenewed _,
          Assignment.Preload _,
          Assignment.StopNow _,
          Assignment.Drain _,
          Assignment.HelloAgain _ -> {}
    }
  }

  /** It is the worker's own, and was so when it was said again in the middle of the decision. */
  private static void granted(
      SchedulerState before, SchedulerState after, Assignment.Run lease, Grant grant) {
    JobRecord job =
        current(after, lease, grant.run())
            .or(() -> current(before, lease, grant.run()))
            .orElseThrow(() ->
                new Violation(lease.worker() + " is told to run " + grant.run() + ", not its own"));
    boolean same =
        Stream.of(before, after)
            .flatMap(state -> state.job(grant.run().job()).stream())
            .anyMatch(told -> told.header().equals(grant.header()));
    Violation.unless(
        same && grant.spec().equals(job.spec()),
        "%s is told to run another job than was submitted",
        lease.worker());
    Violation.unless(
        grant.checkpoint().equals(job.checkpoint()),
        "%s is told to go on from %s and not from the checkpoint accepted last",
        grant.run(),
        grant.checkpoint());
  }

  /** The job, where this run is its current one and this worker its holder. */
  private static Optional<JobRecord> current(SchedulerState state, Assignment told, RunRef run) {
    return state
        .job(run.job())
        .filter(job -> job.state().currentEpoch().equals(Optional.of(run.epoch())))
        .filter(job -> job.state().currentWorker().equals(Optional.of(told.worker())));
  }
}
