package dev.darkroom.gateway.route;

import dev.darkroom.gateway.batch.BatchStanding;
import dev.darkroom.gateway.batch.BatchStanding.Status;
import dev.darkroom.gateway.body.BatchBody;
import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.body.JobBody;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchResult;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Makes bodies of batches and of their results. */
final class BatchBodies {
  private BatchBodies() {}

  static BatchBody of(BatchStanding standing) {
    BatchManifest batch = standing.batch();
    Status status = standing.status();
    int ended = standing.succeeded() + standing.failed();
    String self = "/v1/batches/" + batch.id();
    return new BatchBody(
        batch.id().value(),
        "batch",
        "/v1/jobs",
        status.name().toLowerCase(Locale.ROOT),
        batch.createdAt().getEpochSecond(),
        batch.createdAt().getEpochSecond(),
        standing.cancelledAt().map(Instant::getEpochSecond),
        when(standing, Status.CANCELLED),
        when(standing, Status.COMPLETED),
        new BatchBody.RequestCounts(batch.total(), standing.succeeded(), standing.failed()),
        standing.endedAt().isPresent() ? 1 : (double) ended / batch.total(),
        new BatchBody.Urls(self, self + "/cancel", self + "/results"));
  }

  /** A line's end, its files' URLs fresh. */
  static BatchBody.ResultBody of(BatchResult result, JobBodies bodies) {
    return new BatchBody.ResultBody(
        result.line().customId(),
        result.job().toString(),
        result.line().line(),
        result.status().toString(),
        result.endedAt(),
        bodies.files(result.job().toString(), result.outputs()),
        result.error().map(e -> new JobBody.ErrorBody(e.code(), e.message(), e.param())));
  }

  private static Optional<Long> when(BatchStanding standing, Status status) {
    return standing.endedAt().filter(_ -> standing.status() == status).map(Instant::getEpochSecond);
  }
}
