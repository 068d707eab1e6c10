package dev.darkroom.storage;

import dev.darkroom.job.CachedResult;
import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.CostRecord;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.Output;
import dev.darkroom.job.TimelineEntry;
import dev.darkroom.job.Tries;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Eta;
import dev.darkroom.job.command.PendingReason;
import dev.darkroom.job.command.PoolQuote;
import dev.darkroom.job.command.Prospect;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolOffer;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.PoolSettings;
import dev.darkroom.job.pool.PoolVerb;
import dev.darkroom.job.pool.ScaleRecord;
import dev.darkroom.job.pool.SleepPlan;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.EvaluationSpec;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.job.spec.GenerationOptions;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.Keeping;
import dev.darkroom.job.spec.LoraRef;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.job.spec.PictureFormat;
import dev.darkroom.job.spec.PictureSource;
import dev.darkroom.job.spec.TrainingPlan;
import dev.darkroom.job.spec.WordRef;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.tenant.KeyUsageRecord;
import dev.darkroom.job.tenant.Payer;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.job.tenant.Role;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.tenant.UsageRecord;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Breaker;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.job.worker.WorkerVerb;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
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
        AT,
        demand(),
        Optional.of(AT.plusSeconds(3_600)));
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

  public static JobSpec generationWithWords() {
    return new JobSpec.Generation(
        ModelRef.parse("shapes-ldm@2"),
        "a photo of <sun>",
        "",
        42,
        20,
        5.5,
        "ddim",
        64,
        64,
        2,
        List.of(
            new WordRef(
                "<sun>",
                "sun",
                3,
                "t/default/embeddings/sun/3/learned_embeds.safetensors",
                digest("a word"))),
        Optional.empty());
  }

  /** The same generation by every other way to begin, with everything that may be asked. */
  public static Map<String, JobSpec> generationsWithOptions() {
    Picture mask = new Picture("m.png", "t/default/m", digest("a mask"), 99, Optional.empty());
    return Map.of(
        "generation-of-latent",
        generation(new PictureSource.Latent(picture())),
        "generation-of-image",
        generation(new PictureSource.Image(picture(), 0.8)),
        "generation-of-inpaint",
        generation(new PictureSource.Inpaint(picture(), mask, 1)),
        "generation-of-outpaint",
        generation(new PictureSource.Outpaint(picture(), 16, 0, 8, 1)),
        "generation-of-two-passes",
        generation(new PictureSource.TwoPass(32, 32, PictureSource.Upscaler.LANCZOS, 0.7)),
        "generation-of-plain-words",
        ((JobSpec.Generation) generation())
            .with(
                new GenerationOptions(
                    new PictureSource.Noise(),
                    Optional.empty(),
                    new GenerationOptions.Tuning(
                        0, 0, 0, Optional.of(GenerationOptions.PromptSyntax.PLAIN)),
                    List.of(),
                    PictureFormat.PNG)));
  }

  private static JobSpec generation(PictureSource source) {
    return ((JobSpec.Generation) generation())
        .with(
            new GenerationOptions(
                source,
                Optional.of(new GenerationOptions.Variation(7, 0.25)),
                new GenerationOptions.Tuning(1, 0.7, 0.5),
                List.of(new LoraRef(ModelRef.parse("ink@1"), digest("a LoRA"), 0.8)),
                new PictureFormat(PictureFormat.Type.JPEG, 90)));
  }

  public static Picture picture() {
    return new Picture(
        "sun.png",
        "t/default/uploads/" + digest("a picture").hex(),
        digest("a picture"),
        12_345,
        Optional.of("a photo of {}"));
  }

  public static TrainingPlan plan() {
    return new TrainingPlan(
        400,
        new TrainingPlan.Batch(4, 1, 100),
        new TrainingPlan.Rate(5e-3, false, "constant", 0),
        0.01,
        new TrainingPlan.Machine(TrainingPlan.Precision.NO, false, 1),
        7);
  }

  public static Keeping keeping() {
    return new Keeping(
        100,
        50,
        Optional.of(
            new Keeping.Validation(
                List.of("a photo of <sun>"),
                List.of(1L, 2L),
                20,
                3,
                "ddim",
                Optional.of(ModelRef.parse("shapes-clip@1")))),
        Optional.of(new Keeping.EarlyStop(3, 1e-3)),
        Keeping.Pick.BEST);
  }

  public static JobSpec inversion() {
    return new InversionSpec(
        ModelRef.parse("shapes-ldm@2"),
        new InversionSpec.Word("<sun>", "circle", 2),
        new InversionSpec.Lesson(List.of(picture()), InversionSpec.Prompts.OBJECT, 64, false, 0.5),
        plan(),
        keeping(),
        new InversionSpec.Study(
            InversionSpec.Method.PIVOTAL,
            OptionalInt.of(100),
            OptionalDouble.of(1e-4),
            OptionalDouble.empty(),
            Optional.of(new InversionSpec.Tuning(200, 1e-4, 4))));
  }

  public static JobSpec fineTune() {
    return new FineTuneSpec(
        ModelRef.parse("shapes-ldm@2"),
        "suns",
        new FineTuneSpec.Dataset(
            new FineTuneSpec.Source.Listed(List.of(picture())), 64, false, 0, List.of()),
        new FineTuneSpec.Change(
            FineTuneSpec.Method.DREAMBOOTH,
            Optional.of(new FineTuneSpec.Adapter(4, 4, 0, List.of(FineTuneSpec.Target.ATTENTION))),
            Optional.of(
                new FineTuneSpec.Subject(
                    "a photo of sks sun",
                    Optional.of(
                        new FineTuneSpec.Prior("a photo of a sun", List.of(picture()), 20, 1)))),
            new FineTuneSpec.Recipe(
                OptionalDouble.of(5), 0.1, 0, 0.1, 0.5, 1, OptionalDouble.empty()),
            true),
        plan(),
        keeping());
  }

  public static JobSpec evaluation() {
    return new EvaluationSpec(
        ModelRef.parse("shapes-clip@1"),
        List.of(EvaluationSpec.Metric.CLIP_SCORE, EvaluationSpec.Metric.KID),
        List.of(picture()),
        List.of(picture()));
  }

  /** One of each kind, and each form of it. */
  public static List<JobSpec> specs() {
    return List.of(
        generation(), noop(), inversion(), fineTune(), evaluation(), generationWithWords());
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

  /** What an earlier job has made, copied for the job of number 1. */
  public static CachedResult cached() {
    return new CachedResult(
        job(9, 2), digest("a manifest"), List.of(output(new RunRef(job(1, 2), Epoch.NONE))));
  }

  public static Checkpoint checkpoint(RunRef run) {
    return new Checkpoint(
        run.epoch(),
        500,
        "t/default/j/" + run.job() + "/e/" + run.epoch() + "/checkpoint-500/checkpoint.json",
        digest("a checkpoint"));
  }

  /** A job that can be taken up again. */
  public static JobRecord resumable(JobId id) {
    JobRecord record = record(id, new JobState.Paused(Tries.NONE, Epoch.of(1), "asked", AT));
    return new JobRecord(
        record.header(),
        record.spec(),
        record.state(),
        record.timeline(),
        record.outputs(),
        record.startedAt(),
        Optional.of(
            new JobRecord.Past(Epoch.of(1), Optional.of(checkpoint(new RunRef(id, Epoch.of(1)))))));
  }

  /** A lease that goes on from a checkpoint. */
  public static Assignment.Run resuming(JobId id) {
    return new Assignment.Run(
        WORKER,
        List.of(
            new Grant(
                header(id),
                specRef(id),
                Epoch.of(2),
                Optional.of(checkpoint(new RunRef(id, Epoch.of(1)))))),
        LEASE);
  }

  public static Capabilities capabilities() {
    return new Capabilities(
        Set.of(JobKind.NOOP, JobKind.GENERATION),
        "cuda:0",
        24L << 30,
        Map.of("zone", "b", "rack", "12"),
        "NVIDIA H100",
        Set.of("f32", "bf16"),
        Set.of("shapes-ldm"),
        8);
  }

  public static UsageRecord usage() {
    return new UsageRecord(PoolRecord.DEFAULT, TENANT, 494_012.25, 494_011.5, AT, 12.5);
  }

  public static KeyUsageRecord keyUsage() {
    return new KeyUsageRecord("00112233aabbccdd", 3, AT, AT.plus(Duration.ofDays(1)), 12.5);
  }

  /** A job whose runs count against the budget of a key. */
  public static JobRecord paid(JobId id) {
    Quota.Budget budget = new Quota.Budget(Duration.ofHours(1), Duration.ofDays(1));
    return JobRecord.accepted(
        header(id).paidBy(new Payer("00112233aabbccdd", budget)), specRef(id), AT);
  }

  public static Demand demand() {
    return new Demand(
        "generation/shapes-ldm@2/64x64",
        40,
        2,
        Optional.of("shapes-ldm@2/64x64/ddim/20"),
        Set.of("shapes-ldm@2"),
        60_000_000,
        0,
        Map.of("zone", "b"));
  }

  public static TenantRecord tenant() {
    return new TenantRecord(
        TENANT,
        2.5,
        new Quota(
            OptionalInt.of(1_000),
            OptionalInt.of(8),
            Optional.of(new Quota.Budget(Duration.ofHours(10), Duration.ofDays(1)))));
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
        WORKER, PoolRecord.DEFAULT, capabilities(), state, List.of("shapes-ldm@2"), 12, AT, true);
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
        new JobState.Expired(AT),
        new JobState.Pausing(tries, Epoch.of(2), WORKER, "asked", AT),
        new JobState.Paused(tries, Epoch.of(2), "asked", AT),
        new JobState.Yielding(tries, Epoch.of(2), WORKER, "preempted", AT),
        new JobState.MovedOut(
            3,
            PoolId.of("night"),
            new JobState.Paused(tries, Epoch.of(2), "asked", AT),
            AT.plusSeconds(1)));
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
        new JobEvent.Expired(AT),
        new JobEvent.Checkpointed(checkpoint(run(1, 2)), AT),
        new JobEvent.OutputsAdded(List.of(output(run(1, 2))), AT),
        new JobEvent.PauseRequested("asked", AT),
        new JobEvent.Paused(new Tries(1, 0), "asked", AT),
        new JobEvent.Resumed(AT),
        new JobEvent.Retried(Epoch.of(2), AT),
        new JobEvent.Moved(PoolId.of("night"), AT),
        new JobEvent.MovedOut(3, PoolId.of("night"), AT),
        new JobEvent.MovedIn(3, PoolId.of("night"), AT),
        new JobEvent.TurnedAway(3, 2, PoolRecord.DEFAULT, Refusal.POOL_CORDONED, AT),
        new JobEvent.Reprioritised(9, AT),
        new JobEvent.YieldRequested("preempted", AT),
        new JobEvent.Reused(cached(), AT),
        new JobEvent.OutputsDeleted(List.of("image-0.png"), AT));
  }

  public static List<WorkerState> workerStates() {
    return List.of(
        new WorkerState.Idle(AT),
        new WorkerState.Busy(List.of(run(1, 2)), AT),
        new WorkerState.Draining(List.of(run(1, 2)), AT),
        new WorkerState.Gone("lease_expired", AT));
  }

  public static PoolOffer offer() {
    return new PoolOffer(
        Set.of(JobKind.GENERATION, JobKind.INVERSION),
        Set.of("shapes-ldm"),
        1L << 36,
        Map.of("gpu", Set.of("h100", "a100"), "zone", Set.of("b")));
  }

  public static SleepPlan sleep() {
    return new SleepPlan(
        ZoneId.of("Europe/Berlin"),
        List.of(
            new SleepPlan.Window(
                Set.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                LocalTime.of(8, 0),
                LocalTime.of(20, 30)),
            new SleepPlan.Window(Set.of(), LocalTime.of(23, 0), LocalTime.of(5, 0))),
        true);
  }

  public static List<Command> commands() {
    JobId id = job(1, 2);
    return List.of(
        new Command.Submit(command(1), header(id), specRef(id)),
        new Command.Cancel(command(2), TENANT, id, "asked"),
        new Command.Pause(command(3), TENANT, id, "asked"),
        new Command.Resume(command(4), TENANT, id),
        new Command.Retry(command(5), TENANT, id),
        new Command.SetTenant(command(6), 3, tenant()),
        new Command.Move(command(7), TENANT, id, PoolId.of("night")),
        new Command.Reprioritise(command(8), TENANT, id, 9),
        new Command.ClaimPool(command(14), 0, PoolId.of("night"), 3),
        new Command.CreatePool(
            command(9),
            3,
            PoolId.of("night"),
            new PoolSettings(OptionalInt.of(50), Optional.of(offer()), Optional.of(sleep()))),
        new Command.ChangePool(command(10), 3, PoolId.of("night"), PoolSettings.NONE),
        new Command.SteerPool(command(11), 3, PoolId.of("night"), PoolVerb.CORDON),
        new Command.DeletePool(command(12), 3, PoolId.of("night"), Optional.of(PoolRecord.DEFAULT)),
        new Command.SteerWorker(command(13), 3, "worker-1", WorkerVerb.DRAIN),
        new Command.CreateKey(command(7), key()),
        new Command.RevokeKey(command(8), key().id()),
        new Command.Explain(command(14), 2, TENANT, List.of(job(1, 2), job(2, 2))),
        new Command.Quote(command(15), 2, header(job(1, 2))),
        new Command.DeleteOutputs(command(16), TENANT, id, Optional.of("image-0.png")),
        new Command.DeleteJob(command(17), TENANT, id),
        new Command.Forward(1, new Command.Cancel(command(18), TENANT, id, "asked"), 2),
        new Command.MoveIn(command(19), 3, moving(id), Command.MoveIn.Cause.ASKED),
        new Command.ForgetMoved(command(20), 2, id, 4));
  }

  /** A command to have a job moved to a pool on another partition. */
  public static Command.Move movingAway(JobId id) {
    return new Command.Move(command(7), TENANT, id, PoolId.of("night"), Optional.of(3));
  }

  /** A command to delete a pool whose jobs go to another partition. */
  public static Command.DeletePool leavingAway() {
    return new Command.DeletePool(
        command(12), 3, PoolId.of("night"), Optional.of(PoolRecord.DEFAULT), Optional.of(0));
  }

  /** A job that waits on another partition than its home. */
  public static JobRecord moved(JobId id) {
    return moving(id).apply(new JobEvent.MovedIn(3, PoolId.of("night"), AT));
  }

  /** A job on its way to another partition. */
  public static JobRecord moving(JobId id) {
    return JobRecord.accepted(header(id), specRef(id), AT)
        .apply(new JobEvent.MovedOut(3, PoolId.of("night"), AT));
  }

  public static KeyRecord key() {
    return new KeyRecord("00112233aabbccdd", TENANT, Role.SUBMITTER, digest("a key"), AT);
  }

  /** A worker on which two models have failed. */
  public static WorkerRecord failing() {
    return worker(new WorkerState.Idle(AT))
        .with(new Breaker.Counting(ModelRef.parse("noop"), 2, AT))
        .with(new Breaker.Open(ModelRef.parse("shapes-ldm@2"), 1, AT, AT.plusSeconds(10)));
  }

  /** A job that is a line of a batch. */
  public static JobRecord ofBatch(JobId id) {
    BatchLine line = new BatchLine(BatchId.ofKey(TENANT, "spring"), 7, "picture-7");
    return JobRecord.accepted(header(id).as(line), specRef(id), AT);
  }

  /** A job that has failed twice. */
  public static JobRecord tried(JobId id) {
    return record(id, new JobState.Running(Tries.NONE, Epoch.of(1), WORKER, AT))
        .apply(
            new JobEvent.Requeued(
                new Tries(1, 0), "out_of_memory", Optional.empty(), Optional.of(ERROR), AT))
        .apply(new JobEvent.LeaseGranted(Epoch.of(2), WORKER, AT))
        .apply(
            new JobEvent.Requeued(
                new Tries(1, 1), "lease_expired", Optional.empty(), Optional.empty(), AT));
  }

  public static List<Reply> replies() {
    JobId id = job(1, 2);
    return List.of(
        new Reply.Accepted(command(1), record(id, states(id).getFirst()), false),
        new Reply.Queued(command(1), id, AT),
        new Reply.Done(command(3), false),
        new Reply.Explained(command(14), List.of(prospect())),
        new Reply.Quoted(
            command(15),
            List.of(
                new PoolQuote(
                    PoolRecord.DEFAULT,
                    Optional.of(Refusal.of(Refusal.QUEUE_FULL, "full")),
                    new PoolQuote.Cost(Duration.ofMillis(1_500), Duration.ofSeconds(3), "runs"),
                    prospect()))),
        new Reply.Refused(
            command(2), new Refusal(Refusal.QUEUE_FULL, "1000 jobs wait", Optional.of("pool"))));
  }

  public static List<Report> reports() {
    RunRef run = run(1, 2);
    return List.of(
        new Report.Hello(WORKER, PoolRecord.DEFAULT, capabilities()),
        new Report.Heartbeat(WORKER, 3, List.of(run), List.of("shapes-ldm@2"), true),
        new Report.RunStarted(WORKER, run),
        new Report.Checkpointed(WORKER, run, checkpoint(run)),
        new Report.OutputsStored(WORKER, run, List.of(output(run))),
        new Report.RunSucceeded(WORKER, run, digest("a manifest"), List.of(output(run)), 1_234),
        new Report.RunFailed(WORKER, run, ERROR),
        new Report.RunStopped(WORKER, run, Report.StopReason.CANCELED),
        new Report.Goodbye(WORKER));
  }

  public static List<Assignment> assignments() {
    JobId id = job(1, 2);
    return List.of(
        new Assignment.Run(
            WORKER,
            List.of(
                new Grant(header(id), specRef(id), Epoch.of(1), Optional.empty()),
                new Grant(header(job(2, 2)), specRef(job(2, 2)), Epoch.of(1), Optional.empty())),
            LEASE),
        new Assignment.LeaseRenewed(WORKER, 3),
        new Assignment.CancelRun(WORKER, run(1, 2), "asked"),
        new Assignment.YieldRun(WORKER, run(1, 2), "asked"),
        new Assignment.Preload(WORKER, ModelRef.parse("shapes-ldm@2")),
        new Assignment.Drain(WORKER),
        new Assignment.StopNow(WORKER),
        new Assignment.HelloAgain(WORKER));
  }

  public static CostRecord cost() {
    return new CostRecord(
        "NVIDIA H100",
        "generation/shapes-ldm@2/64x64",
        List.of(new CostRecord.Run(20, 312.5), new CostRecord.Run(40, 600)),
        AT);
  }

  public static ScaleRecord scale() {
    return new ScaleRecord(
        PoolRecord.DEFAULT,
        7,
        new ScaleRecord.Reason(ScaleRecord.Code.QUEUE, "100 jobs wait"),
        AT,
        Optional.of(new ScaleRecord.Fewer(3, AT.plusSeconds(60))));
  }

  public static Prospect prospect() {
    return new Prospect(
        job(1, 2),
        OptionalInt.of(3),
        Optional.of(new Eta(AT.plusSeconds(10), AT.plusSeconds(15))),
        List.of(new PendingReason(PendingReason.Code.WORKERS_BUSY, "2 jobs are ahead")));
  }
}
