package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.sse.JobEvents;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.spec.JobKind;
import java.util.Arrays;
import java.util.function.Predicate;

/** {@code GET /v1/events}: what happens to all jobs of a tenant, or to those of a filter. */
final class StreamEvents implements Route {
  private final JobEvents events;

  StreamEvents(JobEvents events) {
    this.events = events;
  }

  @Override
  public String operationId() {
    return "streamEvents";
  }

  @Override
  public Action read(Request request) {
    Answer answer =
        events.open(
            request.subject(),
            wanted(request),
            JobEvents.resumed(request),
            request.query().flag("follow", true));
    return () -> answer;
  }

  private static Predicate<Viewed> wanted(Request request) {
    return status(request).and(kind(request)).and(batch(request)).and(metadata(request));
  }

  private static Predicate<Viewed> status(Request request) {
    return request
        .query()
        .choice("status", Arrays.stream(JobStatus.values()).map(JobStatus::toString).toList())
        .<Predicate<Viewed>>map(
            status -> job -> job.job().state().status().toString().equals(status))
        .orElse(_ -> true);
  }

  private static Predicate<Viewed> kind(Request request) {
    return request
        .query()
        .choice("kind", Arrays.stream(JobKind.values()).map(JobKind::toString).toList())
        .<Predicate<Viewed>>map(kind -> job -> job.job().header().kind().toString().equals(kind))
        .orElse(_ -> true);
  }

  private static Predicate<Viewed> batch(Request request) {
    return request
        .query()
        .text("batch")
        .<Predicate<Viewed>>map(batch ->
            job ->
                job.job()
                    .header()
                    .batch()
                    .filter(line -> line.batch().toString().equals(batch))
                    .isPresent())
        .orElse(_ -> true);
  }

  /** {@code key=value}, of the metadata that a job was submitted with. */
  private static Predicate<Viewed> metadata(Request request) {
    return request.query().text("metadata").map(StreamEvents::labelled).orElse(_ -> true);
  }

  private static Predicate<Viewed> labelled(String pair) {
    int equals = pair.indexOf('=');
    if (equals < 1) {
      throw Problem.of(
              ProblemCode.INVALID_PARAMETER,
              "metadata",
              "metadata '" + Fields.clip(pair) + "' is no pair: use metadata=album=7, for instance")
          .exception();
    }
    String key = pair.substring(0, equals);
    String value = pair.substring(equals + 1);
    return job -> value.equals(job.job().header().metadata().get(key));
  }
}
