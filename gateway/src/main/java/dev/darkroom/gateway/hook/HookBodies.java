package dev.darkroom.gateway.hook;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.darkroom.gateway.body.JobBody.ErrorBody;
import dev.darkroom.gateway.body.Json;
import dev.darkroom.gateway.hook.JobHappenings.Happening;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.storage.hook.HookEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What receivers are sent: {@code {type, timestamp, data}}. A job's outputs are told without their
 * presigned URLs, which would be over before a late try: {@code urls.self} has fresh ones.
 */
final class HookBodies {
  /** Of a body, in bytes. */
  static final int MAX_BYTES = 20_000;

  private static final int MAX_OUTPUTS = 20;
  private static final int MAX_MESSAGE = 1_000;

  private HookBodies() {}

  private record Body(String type, Instant timestamp, @JsonRawValue String data) {}

  /** A job as webhooks tell it: with the status that it had then, and the rest as it is now. */
  private record JobData(
      String id,
      String object,
      JobKind kind,
      ModelRef model,
      PoolId pool,
      JobStatus status,
      Optional<String> reason,
      Instant createdAt,
      Optional<Instant> startedAt,
      Optional<Instant> completedAt,
      Optional<Line> batch,
      Map<String, String> metadata,
      List<File> outputs,
      int outputCount,
      Optional<ErrorBody> error,
      boolean deadLetter,
      Urls urls) {}

  private record Line(String id, int line, String customId) {}

  private record File(
      String name,
      Output.Role role,
      String hash,
      String contentType,
      long sizeBytes,
      OptionalLong seed) {}

  private record Urls(String self, String events) {}

  static String of(JobRecord job, Happening happening) {
    String whole = of(job, happening, MAX_OUTPUTS);
    return whole.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
        ? whole
        : of(job, happening, 0);
  }

  static String of(HookEvent event) {
    return Json.text(new Body(event.type(), event.at(), event.data()));
  }

  private static String of(JobRecord job, Happening happening, int files) {
    JobHeader header = job.header();
    boolean over = happening.status().terminal();
    boolean succeeded = happening.status() == JobStatus.SUCCEEDED;
    String self = "/v1/jobs/" + header.id();
    JobData data =
        new JobData(
            header.id().toString(),
            "job",
            header.kind(),
            header.model(),
            header.pool(),
            happening.status(),
            Optional.of(happening.reason()).filter(reason -> !reason.isEmpty()),
            header.createdAt(),
            job.startedAt(),
            Optional.of(happening.at()).filter(_ -> over),
            header.batch().map(HookBodies::line),
            header.metadata(),
            succeeded
                ? job.outputs().stream().limit(files).map(HookBodies::file).toList()
                : List.of(),
            succeeded ? job.outputs().size() : 0,
            happening.status() == JobStatus.FAILED ? error(job) : Optional.empty(),
            happening.status() == JobStatus.FAILED && job.deadLetter().isPresent(),
            new Urls(self, self + "/events"));
    return Json.text(new Body(happening.type(), happening.at(), Json.text(data)));
  }

  private static Optional<ErrorBody> error(JobRecord job) {
    return job.state() instanceof JobState.Failed failed
        ? Optional.of(failed.error().shorter(MAX_MESSAGE))
            .map(e -> new ErrorBody(e.code(), e.message(), e.param()))
        : Optional.empty();
  }

  private static Line line(BatchLine line) {
    return new Line(line.batch().value(), line.line(), line.customId());
  }

  private static File file(Output output) {
    return new File(
        output.name(),
        output.role(),
        output.hash().toString(),
        output.contentType(),
        output.sizeBytes(),
        output.seed());
  }
}
