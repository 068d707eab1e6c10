package dev.darkroom.scheduler.core;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.worker.Report;
import java.time.Instant;
import java.util.List;

/**
 * What is known since the last decision.
 *
 * @param reports in the order of the log; they are heard before the commands
 * @param commands in the order of the log
 * @param reportsReadUpTo every report that the log had at this time has been decided on, these
 *     included: no lease that ends later may expire
 * @param entropy random bits of this decision, for jitter
 */
public record Inputs(
    List<Report> reports, List<Command> commands, Instant reportsReadUpTo, long entropy) {
  public Inputs {
    reports = List.copyOf(reports);
    commands = List.copyOf(commands);
  }
}
