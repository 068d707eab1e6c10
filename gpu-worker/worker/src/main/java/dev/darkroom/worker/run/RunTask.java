package dev.darkroom.worker.run;

import dev.darkroom.job.spec.BatchKeys;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.storage.log.SpecLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Works off one lease from its specs to its manifests. Every run of it comes back with an outcome,
 * as soon as it has one.
 */
public final class RunTask {
  private final Runners runners;
  private final SpecLog specs;
  private final Member.Surroundings around;
  private final Retries.Pause pause;

  public RunTask(
      Runners runners,
      SpecLog specs,
      Outputs.Vault vault,
      ProgressMeter.Tellers tellers,
      Retries.Pause pause) {
    this.runners = runners;
    this.specs = specs;
    this.around = new Member.Surroundings(vault, tellers);
    this.pause = pause;
  }

  /** One run of a lease, and how it is told to stop. */
  public record Ticket(Grant grant, StopSignal stop) {}

  /**
   * Works off the lease. Those of its runs that may be one batch are; others take turns.
   *
   * @param listener hears what every run tells, and its outcome
   */
  public void run(List<Ticket> lease, Member.Listener listener) {
    List<Member> members = new ArrayList<>();
    Runnable attend = () -> members.forEach(Member::goesOn);
    List<Task<JobSpec>> tasks = new ArrayList<>();
    for (Ticket ticket : lease) {
      ticket.stop().besides(attend);
      members.add(new Member(ticket.grant(), ticket.stop(), around, listener));
    }
    for (int m = 0; m < lease.size(); m++) {
      Grant grant = lease.get(m).grant();
      Member member = members.get(m);
      member.attempt(() -> tasks.add(new Task<>(spec(grant, member), member)));
    }
    batches(tasks).forEach(this::work);
  }

  private JobSpec spec(Grant grant, Member member) {
    RunContext context = member.context();
    JobSpec spec = context.retries().call("spec", context.stop(), () -> specs.read(grant.spec()));
    member.began();
    return spec;
  }

  /** Tasks of one key together, each of the others by itself. */
  private static Collection<List<Task<JobSpec>>> batches(List<Task<JobSpec>> tasks) {
    Map<Object, List<Task<JobSpec>>> batches = new LinkedHashMap<>();
    for (Task<JobSpec> task : tasks) {
      Object key = BatchKeys.of(task.spec()).map(Object.class::cast).orElse(task.member());
      batches.computeIfAbsent(key, _ -> new ArrayList<>()).add(task);
    }
    return batches.values();
  }

  private void work(List<Task<JobSpec>> tasks) {
    StopSignal stop = new StopSignal();
    Batch<JobSpec> batch = new Batch<>(tasks, stop, around.vault().retries(), pause);
    stop.besides(() -> {
      if (batch.open().isEmpty()) {
        stop.raise();
      }
    });
    try {
      if (!batch.open().isEmpty()) {
        runners.run(batch);
      }
    } catch (RunStoppedException _) {
      batch.open().forEach(task -> task.member().stopped());
    } catch (Throwable thrown) { // whatever it is, this process goes on and the scheduler hears
      batch.open().forEach(task -> task.member().fail(thrown));
    }
  }
}
