package dev.darkroom.scheduler.runtime;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.Inputs;
import dev.darkroom.scheduler.core.state.Rejection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What one poll of a partition brought.
 *
 * @param unreadable records that were passed over, since their bytes say nothing
 * @param from where reading began, to go back to
 * @param upTo where it ended, to commit
 */
record Heard(
    List<Report> reports,
    List<Command> commands,
    List<Rejection> unreadable,
    Map<TopicPartition, Long> from,
    Map<TopicPartition, Long> upTo) {

  Inputs inputs(Instant reportsReadUpTo, long entropy) {
    return new Inputs(reports, commands, reportsReadUpTo, entropy);
  }

  /** Whether nothing was read at all. */
  boolean isSilence() {
    return from.equals(upTo);
  }
}
