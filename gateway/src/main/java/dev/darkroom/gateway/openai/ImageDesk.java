package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.command.Submitted;
import dev.darkroom.gateway.command.Submitter;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.Deadline;
import dev.darkroom.gateway.request.IdempotencyKey;
import dev.darkroom.gateway.request.JobRequest;
import dev.darkroom.gateway.request.JobRequestReader;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.gateway.request.Preference;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Has pictures drawn for a request that waits for them, or watches them come. */
public final class ImageDesk {
  private final Parts parts;

  /**
   * How long things last.
   *
   * @param longestWait for which a request is answered at the latest
   * @param urlTtl how long the pictures' addresses are good
   */
  public record Times(Duration longestWait, Duration urlTtl) {}

  /** What it stands on. */
  public record Parts(
      JobRequestReader reader,
      Submitter submitter,
      JobView jobs,
      ImageBodies bodies,
      ImageEvents events,
      Leavers leavers,
      Times times) {}

  public ImageDesk(Parts parts) {
    this.parts = parts;
  }

  /** A request that fits, and what its client wants to see of it. */
  public record Order(
      JobRequest job,
      JobSpec.Generation drawn,
      ImageWish wish,
      Optional<IdempotencyKey> key,
      Duration patience) {}

  /**
   * Reads a request's headers and what its body says.
   *
   * @param sent the body in OpenAI's words
   * @throws ProblemException naming the field that does not fit, as it was sent
   */
  public Order read(Request request, ObjectNode sent) {
    request.checkMayRun(JobKind.GENERATION);
    ImageWords.Said said = ImageWords.read(sent);
    try {
      JobRequest job =
          parts
              .reader()
              .read(said.job(), JsonText.digest(sent), request.tenant())
              .cancelAfter(request.header(Deadline.HEADER));
      if (!(job.spec() instanceof JobSpec.Generation drawn)) {
        throw new IllegalStateException("an image request was read as " + job.spec().kind());
      }
      return new Order(
          job,
          drawn,
          said.wish(),
          IdempotencyKey.parse(request.header(IdempotencyKey.HEADER)),
          Preference.parse(request.header("Prefer"), parts.times().longestWait())
              .patience()
              .orElse(parts.times().longestWait()));
    } catch (ProblemException e) {
      throw ImageWords.blame(e, sent);
    }
  }

  /**
   * Queues the job, and answers with its pictures or the stream in which they come. A client that
   * goes before takes its job with it, unless it may come back for it.
   */
  public Answer serve(Request request, Order order, ImageEvents.Names names)
      throws InterruptedException {
    Submitted submitted = parts.submitter().submit(request.who(), order.job(), order.key());
    Viewed job = submitted.job();
    boolean returns = order.key().isPresent() || submitted.repeated();
    Runnable onLeave = returns ? () -> {} : () -> parts.leavers().left(job);
    if (order.wish().stream()) {
      return parts.events().open(job, order.wish(), names, order.drawn(), onLeave);
    }
    AtomicBoolean waits = new AtomicBoolean(true);
    var _ =
        request
            .gone()
            .thenRun(() -> {
              if (waits.get()) {
                onLeave.run();
              }
            });
    Viewed last;
    try {
      last =
          parts
              .jobs()
              .findEnded(request.tenant(), job.job().header().id(), order.patience())
              .orElse(job);
    } finally {
      waits.set(false);
    }
    JobRecord ended = Endings.succeeded(last.job());
    ImagesBody body =
        parts
            .bodies()
            .of(
                ended.header().id(),
                ended.header().createdAt(),
                ended.outputs(),
                Optional.of(ImageEvents.size(order.drawn())),
                order.wish().embedded(),
                parts.times().urlTtl())
            .from(ended.cachedFrom());
    Answer.Whole answer = Answer.ok(body);
    return submitted.repeated() ? answer.with("Idempotency-Replayed", "true") : answer;
  }
}
