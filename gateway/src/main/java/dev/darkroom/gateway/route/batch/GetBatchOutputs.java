package dev.darkroom.gateway.route.batch;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.batch.BatchStanding;
import dev.darkroom.gateway.batch.OutputPacker;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.http.Sink;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/batches/{id}/outputs}: all files of a batch as one, while they are read. */
final class GetBatchOutputs implements Route {
  private static final String TAR = "tar";
  private static final String ZIP = "zip";

  /** A zip file's list of contents is kept until its end, and old readers know no longer one. */
  private static final int MAX_ZIPPED = 50_000;

  private final BatchDesk desk;

  GetBatchOutputs(BatchDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "getBatchOutputs";
  }

  @Override
  public Action read(Request request) {
    BatchStanding batch = OneBatch.find(desk, request, request.path("id"));
    String format = request.query().choice("format", List.of(TAR, ZIP)).orElse(ZIP);
    if (format.equals(ZIP) && batch.ended() > MAX_ZIPPED) {
      throw Problem.of(
              ProblemCode.INVALID_PARAMETER,
              "format",
              "a zip holds the files of %d lines at most, and %d have ended: use format=tar"
                  .formatted(MAX_ZIPPED, batch.ended()))
          .exception();
    }
    Map<String, String> headers =
        Map.of(
            "Content-Type",
            format.equals(ZIP) ? "application/zip" : "application/x-tar",
            "Content-Disposition",
            "attachment; filename=\"%s.%s\"".formatted(batch.batch().id(), format));
    var _ = desk.results(batch); // refused here, before the answer begins
    return () -> new Answer.Stream(200, headers, sink -> desk.pack(batch, packer(format, sink)));
  }

  private static OutputPacker packer(String format, Sink sink) {
    return format.equals(ZIP) ? new ZipPacker(sink) : new TarPacker(sink);
  }
}
