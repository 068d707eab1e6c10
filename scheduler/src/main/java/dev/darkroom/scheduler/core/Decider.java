package dev.darkroom.scheduler.core;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.account.Billing;
import dev.darkroom.scheduler.core.command.CommandRules;
import dev.darkroom.scheduler.core.dispatch.Dispatch;
import dev.darkroom.scheduler.core.dispatch.DispatchOrder;
import dev.darkroom.scheduler.core.dispatch.FairShare;
import dev.darkroom.scheduler.core.dispatch.GiveWay;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.run.ReportRules;
import dev.darkroom.scheduler.core.run.RunEnds;
import dev.darkroom.scheduler.core.run.ScaleRules;
import dev.darkroom.scheduler.core.run.TimeRules;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Turn;
import java.time.Instant;

/**
 * The scheduler's mind: from a state, what was read and the time, to what changes. Pure: the same
 * arguments give the same outcome.
 *
 * <p>Reports are heard first, so that a worker which is alive is never taken for dead and a run
 * which has ended is never canceled; then what time alone brings about; then commands; and at last
 * idle workers are given waiting jobs, and trainings give way to what found none.
 */
public final class Decider {
  private final ReportRules reports;
  private final CommandRules commands;
  private final TimeRules time;
  private final Dispatch dispatch;
  private final GiveWay giveWay;

  public Decider(SchedulerPolicy policy, DispatchOrder order) {
    Billing billing = new Billing(policy.sharing());
    RunEnds ends = new RunEnds(policy, billing);
    reports = new ReportRules(policy, ends, billing);
    commands = new CommandRules(policy.sharing());
    time = new TimeRules(policy.retention(), ends);
    dispatch = new Dispatch(policy, order, billing);
    giveWay = new GiveWay(policy.sharing().preemption());
  }

  public Decider(SchedulerPolicy policy) {
    this(policy, new FairShare(policy.sharing()));
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
    giveWay.look(turn);
    ScaleRules.pass(turn);
    return turn.outcome();
  }
}
