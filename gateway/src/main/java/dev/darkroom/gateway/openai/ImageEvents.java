package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.gateway.body.Json;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.EventSink;
import dev.darkroom.gateway.http.EventSink.Event;
import dev.darkroom.gateway.http.SinkClosedException;
import dev.darkroom.gateway.problem.ProblemBody;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.gateway.view.Watchers.Watch;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.Output;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.ProgressRecord;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Pictures as a stream of OpenAI's events: what can be seen of the first one while it is drawn,
 * then each as it is.
 */
public final class ImageEvents {
  /** A reader who is so many previews behind misses some. */
  private static final int MAX_WAITING = 16;

  private final JobView jobs;
  private final ProgressHub progress;
  private final ImageBodies bodies;
  private final Duration heartbeat;

  /**
   * @param heartbeat how long a stream may be silent
   */
  public ImageEvents(JobView jobs, ProgressHub progress, ImageBodies bodies, Duration heartbeat) {
    this.jobs = jobs;
    this.progress = progress;
    this.bodies = bodies;
    this.heartbeat = heartbeat;
  }

  /** What the events of an operation are called. */
  public enum Names {
    GENERATION("image_generation"),
    EDIT("image_edit");

    private final String stem;

    Names(String stem) {
      this.stem = stem;
    }

    String partial() {
      return stem + ".partial_image";
    }

    String completed() {
      return stem + ".completed";
    }
  }

  /** A picture that is not finished; {@code step} is ours. */
  private record Partial(
      String type,
      String b64Json,
      long createdAt,
      int partialImageIndex,
      String size,
      String quality,
      String background,
      String outputFormat,
      int step) {}

  /** A finished picture; {@code job}, {@code seed} and {@code hash} are ours. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  private record Completed(
      String type,
      String b64Json,
      long createdAt,
      String size,
      String quality,
      String background,
      String outputFormat,
      Usage usage,
      String job,
      Optional<Long> seed,
      String hash) {}

  /** Theirs counts tokens, of which there are none here. */
  private record Usage(
      long totalTokens, long inputTokens, long outputTokens, Details inputTokensDetails) {
    static final Usage NONE = new Usage(0, 0, 0, new Details(0, 0));

    record Details(long imageTokens, long textTokens) {}
  }

  /**
   * The stream of a job that was just taken.
   *
   * @param drawn what it draws
   * @param onLeave called where the client goes before the job has ended
   */
  Answer open(Viewed job, ImageWish wish, Names names, JobSpec.Generation drawn, Runnable onLeave) {
    return Answer.Events.once(sink -> {
      Show show = new Show(job.job().header(), wish, names, drawn, sink);
      try {
        show.run();
      } catch (SinkClosedException e) {
        onLeave.run();
        throw e;
      }
    });
  }

  /** The size of a job's pictures as OpenAI says it. */
  static String size(JobSpec.Generation drawn) {
    return drawn.width() + "x" + drawn.height();
  }

  /** One client's stream. */
  private final class Show {
    private final JobHeader job;
    private final ImageWish wish;
    private final Names names;
    private final JobSpec.Generation drawn;
    private final EventSink sink;
    private final Semaphore wakes = new Semaphore(0);
    private final BlockingQueue<ProgressEvent.Preview> previews =
        new ArrayBlockingQueue<>(MAX_WAITING);
    private volatile boolean gone;
    private int shown;

    Show(JobHeader job, ImageWish wish, Names names, JobSpec.Generation drawn, EventSink sink) {
      this.job = job;
      this.wish = wish;
      this.names = names;
      this.drawn = drawn;
      this.sink = sink;
    }

    void run() throws InterruptedException {
      // Woken rather than told: what has woken it is looked up, so that no change can be missed.
      sink.onClose(() -> {
        gone = true;
        wake();
      });
      try (Watch _ = jobs.watch(job.id(), _ -> wake());
          Watch _ = progress.watch(job.id(), this::heard)) {
        Optional<JobRecord> now = now();
        while (now.filter(record -> !record.state().status().terminal()).isPresent()) {
          if (!wakes.tryAcquire(heartbeat.toNanos(), TimeUnit.NANOSECONDS)) {
            sink.heartbeat();
          }
          wakes.drainPermits();
          if (gone) {
            throw new SinkClosedException("the client has gone");
          }
          showPreviews();
          now = now();
        }
        if (now.isPresent()) {
          end(now.get());
        }
      }
    }

    private Optional<JobRecord> now() {
      return jobs.find(job.tenant(), job.id()).map(Viewed::job);
    }

    private void wake() {
      wakes.release();
    }

    private void heard(ProgressRecord record) {
      if (record.event() instanceof ProgressEvent.Preview preview && previews.offer(preview)) {
        wake();
      }
    }

    private void showPreviews() throws InterruptedException {
      for (ProgressEvent.Preview preview = previews.poll();
          preview != null;
          preview = previews.poll()) {
        if (isDue(preview)) {
          write(
              names.partial(),
              new Partial(
                  names.partial(),
                  Base64.getEncoder().encodeToString(preview.bytes()),
                  preview.at().getEpochSecond(),
                  shown,
                  size(drawn),
                  "auto",
                  "opaque",
                  preview.contentType().replace("image/", ""),
                  preview.step()));
          shown++;
        }
      }
    }

    /** So many of them, spread over the steps: the first steps show noise alone. */
    private boolean isDue(ProgressEvent.Preview preview) {
      return shown < wish.partialImages()
          && (long) preview.step() * (wish.partialImages() + 1)
              >= (long) (shown + 1) * drawn.steps();
    }

    private void end(JobRecord ended) throws InterruptedException {
      JobRecord done;
      try {
        done = Endings.succeeded(ended);
      } catch (ProblemException e) {
        // The status line is long gone: OpenAI's clients throw where an event is called error.
        write("error", ProblemBody.of(e.problem(), job.id().toString()));
        return;
      }
      for (Output picture : ImageBodies.pictures(done.outputs())) {
        write(names.completed(), completed(picture));
      }
    }

    private Completed completed(Output picture) {
      return new Completed(
          names.completed(),
          bodies.base64(picture),
          job.createdAt().getEpochSecond(),
          size(drawn),
          "auto",
          "opaque",
          ImageBodies.format(picture),
          Usage.NONE,
          job.id().toString(),
          picture.seed().isPresent() ? Optional.of(picture.seed().getAsLong()) : Optional.empty(),
          picture.hash().toString());
    }

    private void write(String event, Object data) throws InterruptedException {
      sink.tell(new Event(Optional.empty(), event, Json.text(data)));
    }
  }
}
