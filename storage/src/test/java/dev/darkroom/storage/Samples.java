package dev.darkroom.storage;

import dev.darkroom.job.Assignment;
import dev.darkroom.job.Capabilities;
import dev.darkroom.job.Command;
import dev.darkroom.job.CommandId;
import dev.darkroom.job.Digest;
import dev.darkroom.job.Epoch;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobId;
import dev.darkroom.job.JobKind;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobSpec;
import dev.darkroom.job.JobState;
import dev.darkroom.job.ModelRef;
import dev.darkroom.job.Output;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.job.Refusal;
import dev.darkroom.job.Reply;
import dev.darkroom.job.Report;
import dev.darkroom.job.RunRef;
import dev.darkroom.job.SpecRef;
import dev.darkroom.job.TenantId;
import dev.darkroom.job.TimelineEntry;
import dev.darkroom.job.Tries;
import dev.darkroom.job.WorkerId;
import dev.darkroom.job.WorkerRecord;
import dev.darkroom.job.WorkerState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** One of everything that travels, the same in every run: for golden files and contract tests. */
public final class Samples {
  public static final Instant AT = Instant.parse("2026-11-21T10:15:30.125Z");
  public static final TenantId TENANT = TenantId.of("default");
  public static final WorkerId WORKER = new WorkerId("worker-1", 1_763_719_000_000L);
  public static final Digest DIGEST = digest("a request");
  public static final Duration LEASE = Duration.ofSeconds(30);
  public static final JobError ERROR =
      new JobError(
          ErrorKind.CAPACITY, "out_of_memory", "the model needs 4 GiB", Optional.of("model"));

  private Samples() {}

  public static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The job of this number, at home on this partition. */
  public static JobId job(int number, int partition) {
    return JobId.ofRandom(new UUID(number, ~number), partition);
  }

  public static RunRef run(int number, int partition) {
    return new RunRef(job(number, partition), Epoch.of(1));
  }

  public static CommandId command(int number) {
    return new CommandId(new UUID(0x4000L, 0x8000_0000_0000_0000L | number));
  }

  public static JobHeader header(JobId id) {
    return new JobHeader(
        id,
        TENANT,
        PoolRecord.DEFAULT,
        JobKind.GENERATION,
        ModelRef.parse("shapes-ldm@2"),
        JobHeader.DEFAULT_PRIORITY,
        Map.of("who", "zoë", "album", "7", "batch", "spring"),
        AT);
  }

  public static JobSpec generation() {
    return new JobSpec.Generation(
        ModelRef.parse("shapes-ldm@2"),
        "a large red circle on a blue background",
        "",
        42,
        20,
        5.5,
        "ddim",
        64,
        64,
        2);
  }

  public static JobSpec noop() {
    return new JobSpec.Noop(ModelRef.parse("noop"), 25);
  }

  public static SpecRef specRef(JobId id) {
    return new SpecRef(id + "/" + new UUID(1, 2), id.partition(), 7, DIGEST);
  }

  public static Output output(RunRef run) {
    return new Output(
        "image-0.png",
        Output.Role.IMAGE,
        "t/default/j/" + run.job() + "/e/" + run.epoch() + "/image-0.png",
        digest("a picture"),
        "image/png",
        12_345,
        OptionalLong.of(42));
  }

  public static Capabilities capabilities() {
    return new Capabilities(
        Set.of(JobKind.NOOP, JobKind.GENERATION),
        "cuda:0",
        24L << 30,
        Map.of("zone", "b", "rack", "12"));
  }

  /** A job that is in this state, with some past. */
  public static JobRecord record(JobId id, JobState state) {
    return new JobRecord(
        header(id),
        specRef(id),
        state,
        List.of(
            new TimelineEntry(AT, "queued", ""),
            new TimelineEntry(AT.plusMillis(40), "leased", WORKER.toString())),
        state instanceof JobState.Succeeded
            ? List.of(output(new RunRef(id, Epoch.of(1))))
            : List.of(),
        state instanceof JobState.Queued ? Optional.empty() : Optional.of(AT.plusMillis(55)));
  }

  public static WorkerRecord worker(WorkerState state) {
    return new WorkerRecord(
        WORKER, PoolRecord.DEFAULT, capabilities(), state, List.of("shapes-ldm"), 12, AT);
  }

  public static List<JobState> states(JobId id) {
    Tries tries = new Tries(1, 1);
    return List.of(
        new JobState.Queued(tries, Epoch.of(1), AT, Optional.of(AT.plusSeconds(5))),
        new JobState.Leased(tries, Epoch.of(2), WORKER, AT),
        new JobState.Running(tries, Epoch.of(2), WORKER, AT),
        new JobState.Canceling(Epoch.of(2), WORKER, "asked", AT),
        new JobState.Succeeded(Epoch.of(1), digest("a manifest"), AT),
        new JobState.Failed(ERROR, true, AT),
        new JobState.Canceled("asked", AT),
        new JobState.Expired(AT));
  }

  public static List<JobEvent> events() {
    return List.of(
        new JobEvent.LeaseGranted(Epoch.of(1), WORKER, AT),
        new JobEvent.RunStarted(Epoch.of(1), AT),
        new JobEvent.Requeued(
            new Tries(1, 0),
            "out_of_memory",
            Optional.of(AT.plusSeconds(2)),
            Optional.of(ERROR),
            AT),
        new JobEvent.CancelRequested("asked", AT),
        new JobEvent.Canceled("asked", AT),
        new JobEvent.Succeeded(
            Epoch.of(1), digest("a manifest"), List.of(output(run(1, 2))), 1_234, AT),
        new JobEvent.Failed(ERROR, false, AT),
        new JobEvent.Expired(AT));
  }

  public static List<WorkerState> workerStates() {
    return List.of(
        new WorkerState.Idle(AT),
        new WorkerState.Busy(run(1, 2), AT),
        new WorkerState.Draining(Optional.of(run(1, 2)), AT),
        new WorkerState.Gone("lease_expired", AT));
  }

  public static List<Command> commands() {
    JobId id = job(1, 2);
    return List.of(
        new Command.Submit(command(1), header(id), specRef(id)),
        new Command.Cancel(command(2), TENANT, id, "asked"));
  }

  public static List<Reply> replies() {
    JobId id = job(1, 2);
    return List.of(
        new Reply.Accepted(command(1), record(id, states(id).getFirst()), false),
        new Reply.Refused(
            command(2), new Refusal(Refusal.QUEUE_FULL, "1000 jobs wait", Optional.of("pool"))));
  }

  public static List<Report> reports() {
    RunRef run = run(1, 2);
    return List.of(
        new Report.Hello(WORKER, PoolRecord.DEFAULT, capabilities()),
        new Report.Heartbeat(WORKER, 3, Optional.of(run), List.of("shapes-ldm"), true),
        new Report.RunStarted(WORKER, run),
        new Report.RunSucceeded(WORKER, run, digest("a manifest"), List.of(output(run)), 1_234),
        new Report.RunFailed(WORKER, run, ERROR),
        new Report.RunStopped(WORKER, run, Report.StopReason.CANCELED),
        new Report.Goodbye(WORKER));
  }

  public static List<Assignment> assignments() {
    JobId id = job(1, 2);
    return List.of(
        new Assignment.Run(WORKER, header(id), specRef(id), Epoch.of(1), LEASE),
        new Assignment.LeaseRenewed(WORKER, 3),
        new Assignment.CancelRun(WORKER, run(1, 2), "asked"),
        new Assignment.Drain(WORKER),
        new Assignment.HelloAgain(WORKER));
  }
}
