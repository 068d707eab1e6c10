package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.scheduler.core.state.Turn;

/** What becomes of what operators say of tenants. */
final class TenantRules {
  private TenantRules() {}

  static Reply set(Turn turn, Command.SetTenant command) {
    boolean known = turn.state().tenant(command.tenant().id()).equals(command.tenant());
    if (!known) {
      turn.put(command.tenant());
    }
    return new Reply.Done(command.id(), known);
  }
}
