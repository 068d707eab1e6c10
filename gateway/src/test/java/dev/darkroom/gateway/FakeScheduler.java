package dev.darkroom.gateway;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Eta;
import dev.darkroom.job.command.PendingReason;
import dev.darkroom.job.command.PoolQuote;
import dev.darkroom.job.command.Prospect;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.storage.log.InMemoryLog;
import dev.darkroom.storage.log.StateEntry;
import dev.darkroom.storage.log.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Accepts what it is sent, until a test says otherwise, and does to jobs what a test tells it. */
final class FakeScheduler {
  static final WorkerId WORKER = new WorkerId("w1", 1);

  private final InMemoryLog log;
  private final Map<JobId, JobRecord> jobs = new ConcurrentHashMap<>();
  private final Map<PoolId, Integer> homes = new ConcurrentHashMap<>();
  private final Map<PoolId, PoolRecord> pools = new ConcurrentHashMap<>();
  private final Map<JobId, Integer> sentTo = new ConcurrentHashMap<>();
  private final List<Command> unanswered = new ArrayList<>();
  private final AtomicInteger questions = new AtomicInteger();
  private volatile boolean silent;
  private volatile boolean slowLog;
  private volatile Optional<Refusal> refusal = Optional.empty();
  private volatile Optional<String> jobRefusal = Optional.empty();

  FakeScheduler(InMemoryLog log) {
    this.log = log;
    PoolRecord first = new PoolRecord(PoolRecord.DEFAULT, 1, 10);
    pools.put(first.id(), first);
    log.put(0, new StateEntry.PoolEntry(first));
    log.onCommand(this::obey);
  }

  /** Takes commands and answers none, until {@link #wake}. */
  void fallSilent() {
    silent = true;
  }

  /** Answers what it has not answered, and goes on. */
  void wake() {
    silent = false;
    List<Command> late;
    synchronized (unanswered) {
      late = List.copyOf(unanswered);
      unanswered.clear();
    }
    late.forEach(command -> log.reply(Topics.partitionOf(command), answer(command)));
  }

  /** Refuses every submit from now on. */
  void refuse(Refusal why) {
    refusal = Optional.of(why);
  }

  /** Refuses whatever is asked of jobs that it has, from now on. */
  void refuseJobs(String code) {
    jobRefusal = Optional.of(code);
  }

  void refuseNoMore() {
    refusal = Optional.empty();
  }

  /** Every job that it has accepted. */
  List<JobRecord> jobs() {
    return List.copyOf(jobs.values());
  }

  /** Replies, but lets the state topic show nothing of new jobs. */
  void holdBackState() {
    slowLog = true;
  }

  JobRecord job(JobId id) {
    return Optional.ofNullable(jobs.get(id)).orElseThrow();
  }

  /** Where what was asked about a job last was sent to; its home until it has left. */
  int sentTo(JobId job) {
    return sentTo.getOrDefault(job, job.partition());
  }

  JobRecord apply(JobId id, JobEvent event) {
    JobRecord next = job(id).apply(event);
    put(next);
    return next;
  }

  /** Grants a lease and starts the run. */
  void start(JobId id) {
    JobState.Queued queued = (JobState.Queued) job(id).state();
    Epoch epoch = queued.last().next();
    apply(id, new JobEvent.LeaseGranted(epoch, WORKER, now()));
    apply(id, new JobEvent.RunStarted(epoch, now()));
  }

  void put(JobRecord job) {
    jobs.put(job.header().id(), job);
    log.put(job.partition(), new StateEntry.JobEntry(job));
  }

  /** The pool's worker is in this state. */
  void worker(WorkerState state) {
    worker(state, false);
  }

  private void worker(WorkerState state, boolean locked) {
    log.put(
        1,
        new StateEntry.WorkerEntry(
            new WorkerRecord(
                WORKER,
                PoolRecord.DEFAULT,
                new Capabilities(
                    Set.of(JobKind.NOOP, JobKind.GENERATION), "cpu", 1_000, Map.of("zone", "a")),
                state,
                List.of("shapes-ldm"),
                7,
                now(),
                locked)));
  }

  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private Optional<Reply> obey(Command command) {
    if (silent) {
      synchronized (unanswered) {
        unanswered.add(command);
      }
      return Optional.empty();
    }
    return Optional.of(answer(command));
  }

  private Reply answer(Command command) {
    return switch (command) {
      case Command.Submit submit -> submit(submit);
      case Command.OfJob asked -> ofJob(asked);
      case Command.OfOperator asked -> ofOperator(asked);
      case Command.SetTenant said -> {
        log.put(said.partition(), new StateEntry.TenantEntry(said.tenant()));
        yield new Reply.Done(said.id(), false);
      }
      case Command.CreateKey made -> {
        log.put(KeyRecord.PARTITION, new StateEntry.KeyEntry(made.key()));
        yield new Reply.Done(made.id(), false);
      }
      case Command.RevokeKey gone -> {
        log.forget(KeyRecord.PARTITION, StateEntry.keyKey(gone.key()));
        yield new Reply.Done(gone.id(), false);
      }
      case Command.Forward sent -> {
        sentTo.put(sent.asked().job(), sent.partition());
        yield ofJob(sent.asked());
      }
      case Command.MoveIn _, Command.ForgetMoved _ ->
          throw new IllegalArgumentException("only schedulers say this: " + command);
      case Command.Explain asked -> explained(asked);
      case Command.Quote asked -> quoted(asked);
    };
  }

  /**
   * Finds the job for its tenant only; what then happens is the real scheduler's in its own tests.
   */
  private Reply ofJob(Command.OfJob asked) {
    JobRecord job = jobs.get(asked.job());
    if (job == null || !job.header().tenant().equals(asked.tenant())) {
      return refused(asked, Refusal.JOB_NOT_FOUND);
    }
    if (jobRefusal.isPresent()) {
      return refused(asked, jobRefusal.get());
    }
    return switch (asked) {
      case Command.Cancel cancel -> cancel(cancel, job);
      case Command.Pause pause -> pause(pause, job);
      case Command.Resume resume ->
          job.state() instanceof JobState.Paused
              ? accepted(resume, apply(resume.job(), new JobEvent.Resumed(now())))
              : refused(resume, Refusal.JOB_NOT_PAUSED);
      case Command.Retry retry ->
          job.state().status().terminal() && !(job.state() instanceof JobState.Succeeded)
              ? accepted(retry, apply(retry.job(), new JobEvent.Retried(job.lastEpoch(), now())))
              : refused(retry, Refusal.JOB_NOT_ENDED);
      case Command.Move move ->
          job.state() instanceof JobState.Queued
              ? accepted(move, moved(move, job))
              : refused(move, Refusal.JOB_NOT_WAITING);
      case Command.Reprioritise c ->
          accepted(c, apply(c.job(), new JobEvent.Reprioritised(c.priority(), now())));
      case Command.DeleteOutputs c -> {
        List<String> names = named(job, c.name());
        if (!job.state().status().terminal()) {
          yield refused(c, Refusal.JOB_NOT_ENDED);
        }
        yield names.isEmpty()
            ? refused(c, Refusal.OUTPUT_NOT_FOUND)
            : accepted(c, apply(c.job(), new JobEvent.OutputsDeleted(names, now())));
      }
      case Command.DeleteJob c -> {
        if (!job.state().status().terminal()) {
          yield refused(c, Refusal.JOB_NOT_ENDED);
        }
        jobs.remove(c.job());
        log.forget(job.partition(), StateEntry.jobKey(c.job()));
        yield accepted(c, job);
      }
    };
  }

  /** To another partition in the two steps of the real one. */
  private JobRecord moved(Command.Move move, JobRecord job) {
    int to = move.home().orElse(job.partition());
    if (to == job.partition()) {
      return apply(move.job(), new JobEvent.Moved(move.pool(), now()));
    }
    JobRecord _ = apply(move.job(), new JobEvent.MovedOut(to, move.pool(), now()));
    return apply(move.job(), new JobEvent.MovedIn(to, move.pool(), now()));
  }

  private static List<String> named(JobRecord job, Optional<String> name) {
    return job.outputs().stream()
        .map(output -> output.name())
        .filter(output -> name.map(output::equals).orElse(true))
        .toList();
  }

  /** Does it, if the pool or worker is there; when it may is the real scheduler's matter. */
  private Reply ofOperator(Command.OfOperator asked) {
    return switch (asked) {
      case Command.ClaimPool c -> {
        Integer known = homes.putIfAbsent(c.pool(), c.home());
        if (known != null && known != c.home()) {
          yield refused(c, Refusal.POOL_ELSEWHERE);
        }
        log.put(c.partition(), new StateEntry.PoolNameEntry(c.pool(), c.home()));
        yield new Reply.Done(c.id(), known != null);
      }
      case Command.CreatePool c ->
          pools.containsKey(c.pool())
              ? refused(c, Refusal.POOL_EXISTS)
              : pool(c, PoolRecord.of(c.pool(), c.partition(), c.settings()));
      case Command.ChangePool c -> pool(c, pools.get(c.pool()).with(c.settings()));
      case Command.SteerPool c -> pool(c, pools.get(c.pool()).in(c.verb().to()));
      case Command.DeletePool c ->
          c.pool().equals(PoolRecord.DEFAULT)
              ? refused(c, Refusal.POOL_KEPT)
              : pool(c, pools.get(c.pool()).deleting(c.moveTo(), c.heirHome()));
      case Command.SteerWorker c -> {
        switch (c.verb()) {
          case DRAIN -> worker(new WorkerState.Draining(List.of(), now()));
          case STOP -> worker(new WorkerState.Draining(List.of(), now(), true));
          case LOCK -> worker(new WorkerState.Idle(now()), true);
          case UNLOCK -> worker(new WorkerState.Idle(now()));
        }
        yield new Reply.Done(c.id(), false);
      }
    };
  }

  private Reply pool(Command command, PoolRecord pool) {
    pools.put(pool.id(), pool);
    log.put(pool.partition(), new StateEntry.PoolEntry(pool));
    return new Reply.Done(command.id(), false);
  }

  private Reply pause(Command.Pause pause, JobRecord job) {
    return switch (job.state()) {
      case JobState.Queued s ->
          accepted(
              pause, apply(pause.job(), new JobEvent.Paused(s.tries(), pause.reason(), now())));
      case JobState.Leased _, JobState.Running _, JobState.Yielding _ ->
          accepted(pause, apply(pause.job(), new JobEvent.PauseRequested(pause.reason(), now())));
      case JobState.Pausing _, JobState.Paused _ -> accepted(pause, job);
      case JobState.Ended _, JobState.Canceling _ -> refused(pause, Refusal.JOB_ENDED);
      case JobState.MovedOut _ -> refused(pause, Refusal.JOB_MOVING);
    };
  }

  private Reply submit(Command.Submit submit) {
    if (refusal.isPresent()) {
      return new Reply.Refused(submit.id(), refusal.get());
    }
    JobRecord known = jobs.get(submit.header().id());
    if (known != null) {
      return known.spec().digest().equals(submit.spec().digest())
          ? new Reply.Accepted(submit.id(), known, true)
          : refused(submit, Refusal.IDEMPOTENCY_MISMATCH);
    }
    JobRecord waiting = JobRecord.accepted(submit.header(), submit.spec(), now());
    JobRecord job =
        submit
            .cached()
            .map(result -> waiting.apply(new JobEvent.Reused(result, now())))
            .orElse(waiting);
    if (slowLog) {
      jobs.put(job.header().id(), job);
    } else {
      put(job);
    }
    return new Reply.Accepted(submit.id(), job, false);
  }

  private Reply cancel(Command.Cancel cancel, JobRecord job) {
    return switch (job.state()) {
      case JobState.Waiting _ ->
          accepted(cancel, apply(cancel.job(), new JobEvent.Canceled(cancel.reason(), now())));
      case JobState.Leased _, JobState.Running _, JobState.Pausing _, JobState.Yielding _ ->
          accepted(
              cancel, apply(cancel.job(), new JobEvent.CancelRequested(cancel.reason(), now())));
      case JobState.Canceling _, JobState.Canceled _ -> accepted(cancel, job);
      case JobState.Succeeded _, JobState.Failed _, JobState.Expired _ ->
          refused(cancel, Refusal.JOB_ENDED);
      case JobState.MovedOut _ -> refused(cancel, Refusal.JOB_MOVING);
    };
  }

  /** Every job that waits is the first, and is done in a minute or two. */
  private Reply explained(Command.Explain asked) {
    List<Prospect> prospects =
        asked.jobs().stream()
            .flatMap(id -> Optional.ofNullable(jobs.get(id)).stream())
            .filter(job -> job.header().tenant().equals(asked.tenant()))
            .map(job -> prospect(job.header().id(), job.state() instanceof JobState.Queued))
            .toList();
    questions.incrementAndGet();
    return new Reply.Explained(asked.id(), prospects);
  }

  private static Prospect prospect(JobId id, boolean waits) {
    return new Prospect(
        id,
        waits ? OptionalInt.of(1) : OptionalInt.empty(),
        Optional.of(new Eta(now().plusSeconds(60), now().plusSeconds(120))),
        waits
            ? List.of(new PendingReason(PendingReason.Code.NO_WORKERS, "nobody is there"))
            : List.of());
  }

  /** The default pool takes what another would not. */
  private static Reply quoted(Command.Quote asked) {
    PoolQuote.Cost cost =
        new PoolQuote.Cost(Duration.ofMillis(1_500), Duration.ofSeconds(3), "runs");
    Prospect prospect = prospect(asked.header().id(), true);
    return new Reply.Quoted(
        asked.id(),
        List.of(
            new PoolQuote(PoolRecord.DEFAULT, Optional.empty(), cost, prospect),
            new PoolQuote(
                PoolId.of("night"),
                Optional.of(Refusal.of("pool_cordoned", "it takes no jobs")),
                cost,
                prospect)));
  }

  /** Questions that were answered. */
  int questions() {
    return questions.get();
  }

  private static Reply accepted(Command command, JobRecord job) {
    return new Reply.Accepted(command.id(), job, false);
  }

  private static Reply refused(Command command, String code) {
    return new Reply.Refused(command.id(), Refusal.of(code, "no: " + code));
  }
}
