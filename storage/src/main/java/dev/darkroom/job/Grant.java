package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
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
