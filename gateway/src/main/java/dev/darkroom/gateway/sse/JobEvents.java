package dev.darkroom.gateway.sse;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Marks;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.TenantId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Opens the event streams of jobs, one by one and of a tenant all together. */
public final class JobEvents {
  public static final String LAST_EVENT_ID = "Last-Event-ID";

  /** The same as a parameter, for WebSockets, whose browsers send no headers. */
  public static final String LAST_EVENT_ID_PARAMETER = "last_event_id";

  private final JobStream.Sources sources;
  private final TenantStream.Parts parts;
  private final Duration heartbeat;

  /**
   * Joins what streams are made of.
   *
   * @param heartbeat how long a stream may be silent
   */
  public JobEvents(JobView jobs, ProgressHub progress, JobBodies bodies, Duration heartbeat) {
    Texts texts = new Texts(bodies);
    this.sources = new JobStream.Sources(jobs, progress, texts);
    this.parts = new TenantStream.Parts(jobs, texts, heartbeat);
    this.heartbeat = heartbeat;
  }

  /** How long these streams may be silent. */
  public Duration heartbeat() {
    return heartbeat;
  }

  /** The id that a client resumes after: the header's, or else the parameter's. */
  public static Optional<String> resumed(Request request) {
    return request.header(LAST_EVENT_ID).stream()
        .findFirst()
        .or(() -> request.query().text(LAST_EVENT_ID_PARAMETER))
        .map(String::strip)
        .filter(id -> !id.isEmpty());
  }

  /**
   * The stream of a job; nothing where the client has seen its end.
   *
   * @param resumed as {@link #resumed} gave it
   * @throws dev.darkroom.gateway.problem.ProblemException where it is none of this stream's
   */
  public Answer open(Viewed job, Optional<String> resumed) {
    Optional<EventId> id =
        resumed.map(text -> EventId.parse(text).orElseThrow(JobEvents::unknownId));
    JobHeader header = job.job().header();
    boolean over =
        job.job().state().status().terminal()
            && job.offset().isPresent()
            && id.filter(i -> i.offset() == job.offset().getAsLong()).isPresent();
    return over
        ? Answer.Events.OVER
        : Answer.Events.resumable(
            sink -> new JobStream(sources, heartbeat, sink, id).run(header.tenant(), header.id()));
  }

  /**
   * The stream of all jobs of a tenant.
   *
   * @param wanted which jobs, in which states, are told
   * @param resumed as {@link #resumed} gave it
   * @param follows whether it goes on after what has changed up to now
   * @throws dev.darkroom.gateway.problem.ProblemException where it is none of this stream's
   */
  public Answer open(
      TenantId tenant, Predicate<Viewed> wanted, Optional<String> resumed, boolean follows) {
    Optional<Marks> marks =
        resumed.map(text -> Marks.parse(text).orElseThrow(JobEvents::unknownId));
    return Answer.Events.resumable(
        sink -> new TenantStream(parts, sink, wanted).run(tenant, marks, follows));
  }

  private static RuntimeException unknownId() {
    return Problem.of(
            ProblemCode.INVALID_HEADER,
            LAST_EVENT_ID,
            LAST_EVENT_ID + " is not the id of an event of this stream: send one back, or none")
        .exception();
  }
}
