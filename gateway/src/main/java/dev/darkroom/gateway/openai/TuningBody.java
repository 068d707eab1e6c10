package dev.darkroom.gateway.openai;

import dev.darkroom.gateway.model.TunedName;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.Output;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fine-tuning job as OpenAI's clients read it.
 *
 * @param createdAt Unix seconds, as every time here
 * @param fineTunedModel the model that it made, as image requests name it; null before
 * @param paused ours: OpenAI has no status for a job that waits to be resumed
 */
public record TuningBody(
    String id,
    String object,
    long createdAt,
    Optional<Long> finishedAt,
    String model,
    Optional<String> fineTunedModel,
    String organizationId,
    String status,
    boolean paused,
    String trainingFile,
    Optional<String> validationFile,
    List<String> resultFiles,
    Optional<Long> trainedTokens,
    long seed,
    Map<String, String> hyperparameters,
    Optional<Fault> error,
    Map<String, String> metadata) {

  private static final String AUTO = "auto";
  private static final Pattern STEP = Pattern.compile(".*-steps-([0-9]{1,9})[.].*");

  /** Why it failed. */
  public record Fault(String code, String message, Optional<String> param) {}

  /** One thing that happened to it. */
  public record Event(
      String id, String object, long createdAt, String level, String message, String type) {}

  /** A saving on the way; {@code metrics} are told with learned words, not here. */
  public record Checkpoint(
      String id,
      String object,
      long createdAt,
      String fineTuningJobId,
      String fineTunedModelCheckpoint,
      int stepNumber,
      Map<String, Double> metrics) {}

  /** A job as it stands. */
  public static TuningBody of(JobRecord job) {
    JobHeader header = job.header();
    JobStatus status = job.state().status();
    return new TuningBody(
        header.id().toString(),
        "fine_tuning.job",
        header.createdAt().getEpochSecond(),
        job.state().endedAt().map(Instant::getEpochSecond),
        header.model().toString(),
        status == JobStatus.SUCCEEDED && hasResult(job)
            ? Optional.of(TunedName.of(header.id()))
            : Optional.empty(),
        header.tenant().value(),
        status(status),
        status == JobStatus.PAUSED,
        header.metadata().getOrDefault(TuningDesk.FILE, ""),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        0,
        Map.of("n_epochs", AUTO, "batch_size", AUTO, "learning_rate_multiplier", AUTO),
        error(job.state()),
        header.metadata());
  }

  /** What happened to a job, the latest first. */
  public static List<Event> events(JobRecord job) {
    List<Event> events = new ArrayList<>();
    job.timeline()
        .forEach(entry ->
            events.add(
                new Event(
                    "ftevent-" + job.header().id() + "-" + events.size(),
                    "fine_tuning.job.event",
                    entry.at().getEpochSecond(),
                    "info",
                    entry.reason().isEmpty() ? entry.what() : entry.what() + ": " + entry.reason(),
                    "message")));
    Collections.reverse(events);
    return events;
  }

  /** What a job has saved on its way, the latest first; what it drew then is no saving. */
  public static List<Checkpoint> checkpoints(JobRecord job) {
    List<Checkpoint> checkpoints = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (Output output : job.outputs()) {
      OptionalInt step = step(output);
      boolean saved = output.role() != Output.Role.SAMPLE && output.role() != Output.Role.PREVIEW;
      if (step.isPresent() && saved && seen.add(step.getAsInt())) {
        checkpoints.add(
            new Checkpoint(
                "ftckpt-" + job.header().id() + "-" + step.getAsInt(),
                "fine_tuning.job.checkpoint",
                job.header().createdAt().getEpochSecond(),
                job.header().id().toString(),
                job.header().id() + "/" + output.name(),
                step.getAsInt(),
                Map.of()));
      }
    }
    Collections.reverse(checkpoints);
    return checkpoints;
  }

  private static boolean hasResult(JobRecord job) {
    return job.outputs().stream()
        .filter(output -> output.role() == Output.Role.LORA || output.role() == Output.Role.MODEL)
        .anyMatch(output -> step(output).isEmpty());
  }

  private static OptionalInt step(Output output) {
    Matcher step = STEP.matcher(output.name());
    return (output.role() == Output.Role.LORA || output.role() == Output.Role.MODEL)
            && step.matches()
        ? OptionalInt.of(Integer.parseInt(step.group(1)))
        : OptionalInt.empty();
  }

  private static String status(JobStatus status) {
    return switch (status) {
      case QUEUED, PAUSED -> "queued";
      case RUNNING, CANCELING -> "running";
      case SUCCEEDED -> "succeeded";
      case CANCELED -> "cancelled";
      case FAILED, EXPIRED -> "failed";
    };
  }

  private static Optional<Fault> error(JobState state) {
    if (state instanceof JobState.Failed failed) {
      return Optional.of(
          new Fault(failed.error().code(), failed.error().message(), failed.error().param()));
    }
    return state instanceof JobState.Expired
        ? Optional.of(new Fault("job_expired", "it was not done by its deadline", Optional.empty()))
        : Optional.empty();
  }
}
