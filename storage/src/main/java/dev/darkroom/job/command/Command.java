package dev.darkroom.job.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.darkroom.job.CachedResult;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.PoolSettings;
import dev.darkroom.job.pool.PoolVerb;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.worker.WorkerVerb;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody asks of the scheduler. Each is answered by a {@link Reply} once the log has what it
 * changed.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Command.Submit.class, name = "submit"),
  @JsonSubTypes.Type(value = Command.Cancel.class, name = "cancel"),
  @JsonSubTypes.Type(value = Command.Pause.class, name = "pause"),
  @JsonSubTypes.Type(value = Command.Resume.class, name = "resume"),
  @JsonSubTypes.Type(value = Command.Retry.class, name = "retry"),
  @JsonSubTypes.Type(value = Command.SetTenant.class, name = "set_tenant"),
  @JsonSubTypes.Type(value = Command.Move.class, name = "move"),
  @JsonSubTypes.Type(value = Command.Reprioritise.class, name = "reprioritise"),
  @JsonSubTypes.Type(value = Command.DeleteOutputs.class, name = "delete_outputs"),
  @JsonSubTypes.Type(value = Command.DeleteJob.class, name = "delete_job"),
  @JsonSubTypes.Type(value = Command.ClaimPool.class, name = "claim_pool"),
  @JsonSubTypes.Type(value = Command.CreatePool.class, name = "create_pool"),
  @JsonSubTypes.Type(value = Command.ChangePool.class, name = "change_pool"),
  @JsonSubTypes.Type(value = Command.SteerPool.class, name = "steer_pool"),
  @JsonSubTypes.Type(value = Command.DeletePool.class, name = "delete_pool"),
  @JsonSubTypes.Type(value = Command.SteerWorker.class, name = "steer_worker"),
  @JsonSubTypes.Type(value = Command.CreateKey.class, name = "create_key"),
  @JsonSubTypes.Type(value = Command.RevokeKey.class, name = "revoke_key"),
  @JsonSubTypes.Type(value = Command.Forward.class, name = "forward"),
  @JsonSubTypes.Type(value = Command.MoveIn.class, name = "move_in"),
  @JsonSubTypes.Type(value = Command.ForgetMoved.class, name = "forget_moved"),
  @JsonSubTypes.Type(value = Command.Explain.class, name = "explain"),
  @JsonSubTypes.Type(value = Command.Quote.class, name = "quote")
})
public sealed interface Command {
  CommandId id();

  /**
   * Queue this job. A known job id is answered as the first time, and changes nothing.
   *
   * @param cached what an identical job has made before: the job ends with it at once
   */
  record Submit(
      CommandId id,
      JobHeader header,
      SpecRef spec,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<CachedResult> cached)
      implements Command {

    /** A job that is to run. */
    public Submit(CommandId id, JobHeader header, SpecRef spec) {
      this(id, header, spec, Optional.empty());
    }
  }

  /** What a tenant asks about a job that was accepted. */
  sealed interface OfJob extends Command {
    TenantId tenant();

    JobId job();
  }

  /** Stop this job of this tenant. */
  record Cancel(CommandId id, TenantId tenant, JobId job, String reason) implements OfJob {}

  /** Let this training wait; one that runs saves a checkpoint first. */
  record Pause(CommandId id, TenantId tenant, JobId job, String reason) implements OfJob {}

  /** Let this paused job queue again, at its old place. */
  record Resume(CommandId id, TenantId tenant, JobId job) implements OfJob {}

  /** Queue this job again, which has ended without a result: as if nothing had failed before. */
  record Retry(CommandId id, TenantId tenant, JobId job) implements OfJob {}

  /**
   * Hold this tenant to this from now on. The same is said to every partition, each with an id of
   * its own.
   */
  record SetTenant(CommandId id, int partition, TenantRecord tenant) implements Command {}

  /**
   * Let this job wait in another pool, at the place that its age gives it there.
   *
   * @param home the partition that the pool stands on; empty: the one that has the job
   */
  record Move(
      CommandId id,
      TenantId tenant,
      JobId job,
      PoolId pool,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Integer> home)
      implements OfJob {
    public Move {
      home.ifPresent(Command::checkPartition);
    }

    /** To a pool on the partition that has the job. */
    public Move(CommandId id, TenantId tenant, JobId job, PoolId pool) {
      this(id, tenant, job, pool, Optional.empty());
    }
  }

  /** Let this job wait, now or when it waits again, among those of another priority. */
  record Reprioritise(CommandId id, TenantId tenant, JobId job, int priority) implements OfJob {
    public Reprioritise {
      JobHeader.checkPriority(priority);
    }
  }

  /**
   * Let these files of this job, which has ended, be gone.
   *
   * @param name of the one; empty for all that it has
   */
  record DeleteOutputs(CommandId id, TenantId tenant, JobId job, Optional<String> name)
      implements OfJob {}

  /** Forget this job, which has ended, and all that it left. */
  record DeleteJob(CommandId id, TenantId tenant, JobId job) implements OfJob {}

  /** What an operator asks, of the partition that has it. */
  sealed interface OfOperator extends Command {
    int partition();
  }

  /**
   * Keep this name for a pool on partition {@code home}, for ever: asked of partition {@value
   * PoolRecord#REGISTRAR}, so that no two pools of one name are made at the same time.
   */
  record ClaimPool(CommandId id, int partition, PoolId pool, int home) implements OfOperator {}

  /** Make a pool on this partition, which has claimed its name. */
  record CreatePool(CommandId id, int partition, PoolId pool, PoolSettings settings)
      implements OfOperator {}

  /** Set something of a pool. */
  record ChangePool(CommandId id, int partition, PoolId pool, PoolSettings settings)
      implements OfOperator {}

  /** Tell a pool to take or to give out jobs, or not to. */
  record SteerPool(CommandId id, int partition, PoolId pool, PoolVerb verb) implements OfOperator {}

  /**
   * Let a pool take no more jobs, and be gone when it has none left.
   *
   * @param moveTo where the jobs go that wait; empty: they are canceled
   * @param heirHome the partition that {@code moveTo} stands on; empty: this one
   */
  record DeletePool(
      CommandId id,
      int partition,
      PoolId pool,
      Optional<PoolId> moveTo,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Integer> heirHome)
      implements OfOperator {
    public DeletePool {
      heirHome.ifPresent(Command::checkPartition);
    }

    /** With its jobs going to a pool of this partition, or nowhere. */
    public DeletePool(CommandId id, int partition, PoolId pool, Optional<PoolId> moveTo) {
      this(id, partition, pool, moveTo, Optional.empty());
    }
  }

  /** Tell a worker to leave, or to take jobs no more or again. */
  record SteerWorker(CommandId id, int partition, String worker, WorkerVerb verb)
      implements OfOperator {}

  /** Let this key be good from now on. */
  record CreateKey(CommandId id, KeyRecord key) implements Command {}

  /** Let the key of this id be good no more. */
  record RevokeKey(CommandId id, String key) implements Command {}

  /** What is sent to a partition that need not be the home of the job it speaks of. */
  sealed interface OfPartition extends Command {
    int partition();
  }

  /**
   * What is asked about a job, sent to the partition that has it now, as far as its sender knows.
   *
   * @param hops how often it has been sent on
   */
  record Forward(int partition, OfJob asked, int hops) implements OfPartition {
    /** Beyond this many it is refused: the job moves faster than what is asked about it. */
    public static final int MAX_HOPS = 32;

    @Override
    public CommandId id() {
      return asked.id();
    }
  }

  /**
   * Have this job from now on: it has left another partition in the transaction that wrote this.
   *
   * @param id of the command that asked for it, where somebody did
   * @param job as it left: {@link JobState.MovedOut}
   */
  record MoveIn(CommandId id, int partition, JobRecord job, Cause cause) implements OfPartition {

    /** Why a job comes. */
    public enum Cause {
      /** Somebody asked for it and waits for the answer; it may be turned away. */
      ASKED,
      /** Its pool is being deleted: it cannot go back. */
      POOL_DELETED,
      /** It has been turned away where it was to go. */
      TURNED_AWAY;

      @JsonValue
      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }

  /**
   * Forget the forward of this job, which is gone where it lived last.
   *
   * @param legs of the job when it went
   */
  record ForgetMoved(CommandId id, int partition, JobId job, int legs) implements OfPartition {}

  private static void checkPartition(int partition) {
    if (partition < 0 || partition >= JobId.MAX_PARTITIONS) {
      throw new IllegalArgumentException(
          "partition " + partition + " is not in 0 … " + (JobId.MAX_PARTITIONS - 1));
    }
  }

  /** What somebody wants to know of a partition. It changes nothing. */
  sealed interface Question extends Command {
    int partition();
  }

  /**
   * How do these jobs of this tenant stand? Answered by {@link Reply.Explained}.
   *
   * @param jobs of this partition, at most {@value #MAX_JOBS}
   */
  record Explain(CommandId id, int partition, TenantId tenant, List<JobId> jobs)
      implements Question {
    public static final int MAX_JOBS = 100;

    public Explain {
      jobs = List.copyOf(jobs);
      if (jobs.size() > MAX_JOBS) {
        throw new IllegalArgumentException(
            jobs.size() + " jobs are over the " + MAX_JOBS + " of one question");
      }
    }
  }

  /**
   * What would become of this job in each pool of this partition? Answered by {@link Reply.Quoted}.
   *
   * @param header of a job that is nowhere; its id and its pool do not count
   */
  record Quote(CommandId id, int partition, JobHeader header) implements Question {}
}
