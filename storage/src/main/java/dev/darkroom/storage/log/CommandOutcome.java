package dev.darkroom.storage.log;

import dev.darkroom.job.Reply;

/** What became of a command that the log has. */
public sealed interface CommandOutcome {
  /** The scheduler answered. */
  record Replied(Reply reply) implements CommandOutcome {}

  /** The log has the command and the scheduler did not answer in time: it will be done later. */
  record Late() implements CommandOutcome {}
}
