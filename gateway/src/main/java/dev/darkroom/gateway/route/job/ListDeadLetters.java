package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.body.DeadLetterBody;
import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.ReplayRequest;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.job.Fingerprint;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * {@code GET /v1/dead-letters}: jobs that were given up after retries, grouped by their cause, the
 * largest group first; an operator's of all tenants.
 */
final class ListDeadLetters implements Route {
  /** Jobs that are looked at; no more are kept after their end by far. */
  private static final int MAX_JOBS = 1_000_000;

  private static final int SHOWN = 20;

  private final JobView view;

  ListDeadLetters(JobView view) {
    this.view = view;
  }

  @Override
  public String operationId() {
    return "listDeadLetters";
  }

  @Override
  public Action read(Request request) {
    Optional<TenantId> tenant = ReplayRequest.whose(request.query().text("tenant"), request.who());
    Optional<String> pool = request.query().text("pool");
    Optional<String> model = request.query().text("model");
    Optional<Fingerprint> fingerprint =
        request.query().text("fingerprint").map(ReplayRequest::fingerprint);
    Predicate<JobRecord> wanted =
        job ->
            fingerprint
                    .map(f -> job.deadLetter().equals(Optional.of(f)))
                    .orElseGet(() -> job.deadLetter().isPresent())
                && pool.map(job.header().pool().value()::equals).orElse(true)
                && model
                    .map(m ->
                        m.equals(job.header().model().name())
                            || m.equals(job.header().model().toString()))
                    .orElse(true);
    return () ->
        Answer.ok(
            ListBody.all(groups(view.oldest(tenant, wanted, Optional.empty(), MAX_JOBS).jobs())));
  }

  private static List<DeadLetterBody> groups(List<JobRecord> jobs) {
    Map<Fingerprint, List<JobRecord>> groups = new LinkedHashMap<>();
    for (JobRecord job : jobs) {
      job.deadLetter()
          .ifPresent(print -> groups.computeIfAbsent(print, _ -> new ArrayList<>()).add(job));
    }
    return groups.entrySet().stream()
        .map(group -> body(group.getKey(), group.getValue()))
        .sorted(Comparator.comparingInt(DeadLetterBody::count).reversed())
        .toList();
  }

  private static DeadLetterBody body(Fingerprint fingerprint, List<JobRecord> jobs) {
    List<JobRecord> latest =
        jobs.stream()
            .sorted(Comparator.comparing((JobRecord job) -> failed(job).at()).reversed())
            .toList();
    JobRecord example = latest.getFirst();
    JobState.Failed end = failed(example);
    return new DeadLetterBody(
        "dead_letters",
        fingerprint.value(),
        example.header().model().toString(),
        DeadLetterBody.name(end.error().kind()),
        end.error().code(),
        jobs.size(),
        failed(latest.getLast()).at(),
        end.at(),
        latest.stream().limit(SHOWN).map(job -> job.header().id().toString()).toList(),
        new DeadLetterBody.Example(
            example.header().id().toString(),
            end.error().message(),
            DeadLetterBody.attempts(example)));
  }

  private static JobState.Failed failed(JobRecord job) {
    return (JobState.Failed) job.state();
  }
}
