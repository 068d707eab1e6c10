package dev.darkroom.job.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.id.Digest;
import java.time.Duration;
import java.util.Optional;

/**
 * What a job's client has said of what it will leave.
 *
 * @param expireAfter how long after its end its files go, where that is shorter than the farm keeps
 *     them
 * @param key names all that the files depend on, where a later job of the same key may be given
 *     copies of them instead of a run
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record OutputTerms(Optional<Duration> expireAfter, Optional<Digest> key) {
  public OutputTerms {
    if (expireAfter.filter(time -> !time.isPositive()).isPresent()) {
      throw new IllegalArgumentException("outputs cannot expire before they are there");
    }
  }
}
