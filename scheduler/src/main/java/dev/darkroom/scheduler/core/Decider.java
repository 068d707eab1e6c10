package dev.darkroom.scheduler.core;

import dev.darkroom.job.Command;
import dev.darkroom.job.Report;
import java.time.Instant;

/**
 * The scheduler's mind: from a state, what was read and the time, to what changes. Pure: the same
 * arguments give the same outcome.
 *
 * <p>Reports are heard first, so that a worker which is alive is never taken for dead and a run
 * which has ended is never canceled; then what time alone brings about; then commands; and at last
 * idle workers are given waiting jobs.
 */
public final class Decider {
  private final ReportRules reports;
  private final CommandRules commands;
  private final TimeRules time;
  private final Dispatch dispatch;

  public Decider(SchedulerPolicy policy, DispatchOrder order) {
    RunEnds ends = new RunEnds(policy);
    reports = new ReportRules(policy, ends);
    commands = new CommandRules();
    time = new TimeRules(policy.retention(), ends);
    dispatch = new Dispatch(policy, order);
  }

  public Decider(SchedulerPolicy policy) {
    this(policy, new PriorityThenAge());
  }

  /** O(log n) for each report, command and due time. */
  public Outcome decide(SchedulerState state, Inputs inputs, Instant now) {
    Turn turn = new Turn(state, now, inputs.entropy());
    for (Report report : inputs.reports()) {
      turn.attempt(report.worker(), () -> reports.hear(turn, report));
    }
    time.pass(turn, inputs.reportsReadUpTo());
    for (Command command : inputs.commands()) {
      turn.attempt(command.id(), () -> commands.obey(turn, command));
    }
    dispatch.match(turn);
    return turn.outcome();
  }
}
