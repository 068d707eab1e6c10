package dev.darkroom.gateway.body;

import dev.darkroom.gateway.command.BulkResult;
import dev.darkroom.gateway.request.BulkRequest;
import dev.darkroom.job.id.JobId;
import java.util.List;
import java.util.Optional;

/**
 * What became of a bulk action.
 *
 * @param matched jobs that it concerns, also those beyond its limit
 * @param unanswered jobs to which it will be done, and of which the scheduler has not spoken yet
 * @param ids the first of them
 * @param next where there are more: give it as {@code after}
 * @param ended what became of the jobs; empty where nobody waited for them
 */
public record BulkBody(
    String object,
    String action,
    boolean dryRun,
    int matched,
    int changed,
    int unchanged,
    int unanswered,
    List<Refused> refused,
    List<String> ids,
    Optional<String> next,
    Optional<Ended> ended) {

  /** Jobs to which it was not done for one reason; the message is that of the first. */
  public record Refused(String code, int count, String message, String first) {}

  /** What became of jobs: those that succeeded, that ended otherwise, and that go on. */
  public record Ended(int succeeded, int failed, int unfinished) {}

  /** The same for who has waited for the jobs. */
  public BulkBody with(Ended outcome) {
    return new BulkBody(
        object,
        action,
        dryRun,
        matched,
        changed,
        unchanged,
        unanswered,
        refused,
        ids,
        next,
        Optional.of(outcome));
  }

  public static BulkBody of(BulkRequest request, BulkResult result) {
    return new BulkBody(
        "bulk",
        action(request.deed()),
        request.dryRun(),
        result.matched(),
        result.changed(),
        result.unchanged(),
        result.unanswered(),
        result.refused().stream()
            .map(r -> new Refused(r.code(), r.count(), r.message(), r.first().toString()))
            .toList(),
        result.jobs().stream().map(JobId::toString).toList(),
        result.next().map(JobId::toString),
        Optional.empty());
  }

  private static String action(BulkRequest.Deed deed) {
    return switch (deed) {
      case BulkRequest.Cancel _ -> "cancel";
      case BulkRequest.Retry _ -> "retry";
      case BulkRequest.Replay _ -> "replay";
      case BulkRequest.Move _ -> "move";
      case BulkRequest.Reprioritise _ -> "reprioritise";
    };
  }
}
