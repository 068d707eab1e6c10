package dev.darkroom.gateway.route.batch;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.batch.BatchReport;
import dev.darkroom.gateway.batch.BatchStanding;
import dev.darkroom.gateway.batch.BatchStanding.Status;
import dev.darkroom.gateway.body.BatchBody;
import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.body.JobBody;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.gateway.request.Preference;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.FileId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.batch.BatchEnd;
import dev.darkroom.storage.batch.BatchFault;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchResult;
import dev.darkroom.storage.batch.BatchTerms;
import dev.darkroom.storage.batch.ResultSegments.Placed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes bodies of batches and of their results. */
final class BatchBodies {
  /** The only one that OpenAI's clients know; a batch's own end is {@code expires_at}. */
  private static final String COMPLETION_WINDOW = "24h";

  private BatchBodies() {}

  static BatchBody of(BatchStanding standing) {
    BatchManifest batch = standing.batch();
    BatchTerms terms = batch.terms();
    String self = "/v1/batches/" + batch.id();
    return new BatchBody(
        batch.id().value(),
        "batch",
        terms.endpoint().orElse("/v1/jobs"),
        standing.status().name().toLowerCase(Locale.ROOT),
        terms.inputFile().map(FileId::value),
        standing.end().flatMap(BatchEnd::outputFile).map(FileId::value),
        standing.end().flatMap(BatchEnd::errorFile).map(FileId::value),
        errors(standing),
        COMPLETION_WINDOW,
        times(standing),
        new BatchBody.RequestCounts(standing.total(), standing.succeeded(), standing.failed()),
        progress(standing),
        terms.metadata(),
        terms.priority(),
        standing.eta().map(Instant::getEpochSecond),
        terms.sweep().map(text -> JsonText.object(text.getBytes(StandardCharsets.UTF_8))),
        terms.retryOf().map(BatchId::value),
        results(standing),
        standing.resultsExpireAt().map(Instant::getEpochSecond),
        new BatchBody.Urls(
            self,
            self + "/events",
            self + "/cancel",
            self + "/retry",
            self + "/results",
            self + "/outputs"));
  }

  /** The batch at its end, where the client waits for that, or as it stands. Blocks. */
  static BatchStanding ended(BatchDesk desk, BatchStanding batch, Preference preference)
      throws InterruptedException {
    return preference.patience().isPresent() && batch.end().isEmpty()
        ? desk.ended(batch, preference.patience().get())
        : batch;
  }

  /** 200 with a batch whose end was waited for, 202 with one that goes on. */
  static int status(BatchStanding batch, Preference preference) {
    return preference.patience().isPresent() && batch.end().isPresent() ? 200 : 202;
  }

  static BatchBody.Validation of(BatchReport report) {
    return new BatchBody.Validation(
        "batch.validation",
        report.isValid(),
        report.lines(),
        report.total(),
        new BatchBody.Errors("list", faults(report.faults()), report.faultCount()));
  }

  private static List<BatchBody.Fault> faults(List<BatchFault> faults) {
    return faults.stream()
        .map(fault ->
            new BatchBody.Fault(fault.code(), fault.message(), fault.param(), fault.line()))
        .toList();
  }

  private static String results(BatchStanding standing) {
    if (standing.resultsExpired()) {
      return "expired";
    }
    return standing.end().isPresent() ? "complete" : "growing";
  }

  private static double progress(BatchStanding standing) {
    if (standing.end().isPresent()) {
      return 1;
    }
    return standing.total() == 0 ? 0 : (double) standing.ended() / standing.total();
  }

  private static BatchBody.Times times(BatchStanding standing) {
    return new BatchBody.Times(
        standing.batch().createdAt().getEpochSecond(),
        standing.checked().map(checked -> checked.at().getEpochSecond()),
        standing.batch().terms().deadline().map(Instant::getEpochSecond),
        standing
            .end()
            .filter(end -> end.outcome() != BatchEnd.Outcome.FAILED)
            .map(end -> end.at().getEpochSecond()),
        when(standing, Status.COMPLETED),
        when(standing, Status.FAILED),
        when(standing, Status.EXPIRED),
        standing.cancelledAt().map(Instant::getEpochSecond),
        when(standing, Status.CANCELLED));
  }

  private static Optional<BatchBody.Errors> errors(BatchStanding standing) {
    return standing
        .end()
        .filter(end -> end.faultCount() > 0)
        .map(end -> new BatchBody.Errors("list", faults(end.faults()), end.faultCount()));
  }

  /** A line's end, its files' URLs fresh. */
  static BatchBody.ResultBody of(Placed placed, JobBodies bodies) {
    BatchResult result = placed.result();
    return new BatchBody.ResultBody(
        result.line().customId(),
        result.job().toString(),
        result.line().line(),
        result.status().toString(),
        result.endedAt(),
        bodies.files(result.job().toString(), result.outputs()),
        result.error().map(e -> new JobBody.ErrorBody(e.code(), e.message(), e.param())),
        result.cachedFrom().map(JobId::toString),
        placed.place().toString());
  }

  private static Optional<Long> when(BatchStanding standing, Status status) {
    return standing
        .end()
        .filter(_ -> standing.status() == status)
        .map(end -> end.at().getEpochSecond());
  }
}
