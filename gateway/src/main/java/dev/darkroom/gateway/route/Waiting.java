package dev.darkroom.gateway.route;

import dev.darkroom.gateway.body.BulkBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.request.Preference;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobStatus;
import dev.darkroom.storage.Deadline;
import java.time.Duration;
import java.util.List;

/** Turns a request that sets a job going into one that is answered at the job's end. */
public final class Waiting {
  private final JobView view;
  private final Duration longest;

  /**
   * @param longest what a longer {@code Prefer: wait} is cut to
   */
  public Waiting(JobView view, Duration longest) {
    this.view = view;
    this.longest = longest;
  }

  /** What the request prefers. */
  public Preference preferred(Request request) {
    return Preference.parse(request.header("Prefer"), longest);
  }

  /** The job once it has ended, or as it stands when the client's patience is over. Blocks. */
  public Viewed ended(Viewed job, Preference preference) throws InterruptedException {
    if (preference.patience().isEmpty() || isOver(job)) {
      return job;
    }
    JobHeader header = job.job().header();
    return view.findEnded(header.tenant(), header.id(), preference.patience().get()).orElse(job);
  }

  /** What has become of jobs when all have ended, or the client's patience is over. Blocks. */
  public BulkBody.Ended ended(List<JobHeader> jobs, Preference preference)
      throws InterruptedException {
    Deadline deadline = Deadline.after(preference.patience().orElse(Duration.ZERO));
    int succeeded = 0;
    int failed = 0;
    for (JobHeader job : jobs) {
      JobStatus status =
          view.findEnded(job.tenant(), job.id(), deadline.left())
              .map(viewed -> viewed.job().state().status())
              .orElse(JobStatus.QUEUED);
      succeeded += status == JobStatus.SUCCEEDED ? 1 : 0;
      failed += status.terminal() && status != JobStatus.SUCCEEDED ? 1 : 0;
    }
    return new BulkBody.Ended(succeeded, failed, jobs.size() - succeeded - failed);
  }

  /** 200 with a finished job, 202 with one that is not. */
  public static int status(Viewed job, Preference preference) {
    return preference.patience().isPresent() && isOver(job) ? 200 : 202;
  }

  /** Says that the preference was heeded. */
  public static Answer.Whole applied(Answer.Whole answer, Preference preference) {
    return preference
        .patience()
        .map(wait -> answer.with("Preference-Applied", "wait=" + wait.toSeconds()))
        .orElse(answer);
  }

  private static boolean isOver(Viewed job) {
    return job.job().state().status().terminal();
  }
}
