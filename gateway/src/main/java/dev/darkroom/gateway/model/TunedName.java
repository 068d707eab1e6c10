package dev.darkroom.gateway.model;

import dev.darkroom.job.id.JobId;
import java.util.Optional;

/**
 * What OpenAI's clients call the model that a job made, {@code ft:} and the job's id: no later job
 * takes it over, as the next version does with a model's name.
 */
public final class TunedName {
  private static final String MARK = "ft:";

  private TunedName() {}

  /** Of what this job makes. */
  public static String of(JobId job) {
    return MARK + job;
  }

  /** Whether a name is meant to be one of these; a model's own name has no colon. */
  public static boolean hasForm(String name) {
    return name.startsWith(MARK);
  }

  /** The job that a name speaks of, if it is one of these. */
  public static Optional<JobId> job(String name) {
    try {
      return hasForm(name)
          ? Optional.of(JobId.parse(name.substring(MARK.length())))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
