package dev.darkroom.job.worker;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.SpecRef;
import java.util.Optional;

/**
 * One job of a lease. The grants of a lease are one micro-batch: they run together, and each
 * starts, succeeds, fails and stops by itself.
 *
 * @param checkpoint where to go on from; empty to begin at the beginning
 */
public record Grant(
    JobHeader header,
    SpecRef spec,
    Epoch epoch,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Checkpoint> checkpoint) {

  /** The run that is granted. */
  @JsonIgnore
  public RunRef run() {
    return new RunRef(header.id(), epoch);
  }
}
