package dev.darkroom.storage.log;

import dev.darkroom.job.id.WorkerId;

/**
 * Every way in and out of the log but the scheduler's own. Closing it closes the senders and specs
 * that it gave out; feeds belong to the threads that read them, and are closed by them before.
 */
public interface FarmLog extends AutoCloseable {
  /** Writes and reads full specs. */
  SpecLog specs();

  /** Sends commands; replies count from this call on. */
  CommandSender commandSender();

  /** Sends reports. */
  ReportSender reportSender();

  /** What this worker is told from this call on. */
  AssignmentFeed assignmentFeed(WorkerId worker);

  /** Webhooks and their deliveries. */
  HookLog hooks();

  /** Who has asked for which change. */
  AuditLog audit();

  /** The committed state, from its beginning. */
  StateFeed stateFeed();

  @Override
  void close();
}
