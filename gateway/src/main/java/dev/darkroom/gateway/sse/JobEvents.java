package dev.darkroom.gateway.sse;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobHeader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens the event streams of jobs. */
public final class JobEvents {
  public static final String LAST_EVENT_ID = "Last-Event-ID";

  private static final Map<String, String> HEADERS =
      // The last one keeps proxies from holding events back.
      Map.of("Content-Type", "text/event-stream; charset=utf-8", "X-Accel-Buffering", "no");

  private final JobStream.Sources sources;
  private final Duration heartbeat;

  /**
   * Joins what streams are made of.
   *
   * @param heartbeat how long a stream may be silent
   */
  public JobEvents(JobView jobs, ProgressHub progress, JobBodies bodies, Duration heartbeat) {
    this.sources = new JobStream.Sources(jobs, progress, bodies);
    this.heartbeat = heartbeat;
  }

  /**
   * The id that a client resumes after.
   *
   * @param headers every value of {@value #LAST_EVENT_ID}
   * @throws dev.darkroom.gateway.problem.ProblemException where it is none of ours
   */
  public static Optional<String> resumed(List<String> headers) {
    Optional<String> id = headers.stream().findFirst().filter(text -> !text.isBlank());
    if (id.isPresent() && EventId.parse(id.get().strip()).isEmpty()) {
      throw Request.invalidHeader(
          LAST_EVENT_ID,
          LAST_EVENT_ID + " is not the id of an event of this stream: send one back, or none");
    }
    return id.map(String::strip);
  }

  /**
   * The stream of a job; 204 where the client has seen its end.
   *
   * @param resumed as {@link #resumed} gave it
   */
  public Answer open(Viewed job, Optional<String> resumed) {
    Optional<EventId> id = resumed.flatMap(EventId::parse);
    JobHeader header = job.job().header();
    boolean over =
        job.job().state().status().terminal()
            && job.offset().isPresent()
            && id.filter(i -> i.offset() == job.offset().getAsLong()).isPresent();
    if (over) {
      return Answer.noContent();
    }
    return new Answer.Stream(
        200,
        HEADERS,
        sink -> new JobStream(sources, heartbeat, sink, id).run(header.tenant(), header.id()));
  }
}
