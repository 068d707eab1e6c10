package dev.darkroom.job.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.id.JobId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a job stands that has not ended, as its scheduler sees it.
 *
 * @param position how many jobs of its pool will be given out before it, and it, are: from 1; empty
 *     where it does not wait for its turn
 * @param end when its run is expected to have ended; empty where nobody can tell
 * @param reasons why it waits, the first the one that counts most; none where it does not
 */
public record Prospect(
    JobId job,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt position,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Eta> end,
    List<PendingReason> reasons) {
  public Prospect {
    reasons = List.copyOf(reasons);
  }
}
