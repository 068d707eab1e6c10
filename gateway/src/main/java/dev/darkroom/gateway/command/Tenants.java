package dev.darkroom.gateway.command;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.tenant.TenantRecord;

/** Says of tenants what holds for them, to every partition: each decides by its own copy. */
public final class Tenants {
  private final Commander commander;
  private final Runnable catchUp;

  /**
   * @param catchUp returns when the view shows what is in the log now
   */
  public Tenants(Commander commander, Runnable catchUp) {
    this.commander = commander;
    this.catchUp = catchUp;
  }

  /**
   * Holds a tenant to this; blocks. Where it fails in the middle it is to be said again: some
   * partitions then follow it already.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException where a scheduler refuses, or has not
   *     answered in time
   */
  public void set(TenantRecord tenant) throws InterruptedException {
    for (int partition = 0; partition < commander.partitions(); partition++) {
      commander.order(new Command.SetTenant(commander.nextId(), partition, tenant));
    }
    catchUp.run();
  }
}
