package dev.darkroom.gateway.body;

import dev.darkroom.job.command.Eta;
import java.time.Instant;

/**
 * When a run is expected to end.
 *
 * @param p50 as likely before as after
 * @param p90 before it in nine of ten cases
 */
public record EtaBody(Instant p50, Instant p90) {
  static EtaBody of(Eta eta) {
    return new EtaBody(eta.p50(), eta.p90());
  }

  /** What the run itself expects. */
  static EtaBody at(Instant end) {
    return new EtaBody(end, end);
  }
}
