package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.scheduler.core.state.SortedTree;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.Optional;

/** What becomes of keys. */
final class KeyRules {
  private KeyRules() {}

  static Reply created(Turn turn, Command.CreateKey command) {
    KeyRecord key = command.key();
    SortedTree<String, KeyRecord> keys = turn.state().accounts().keys();
    Optional<KeyRecord> known = keys.get(key.id());
    if (known.isPresent()) {
      return known.get().equals(key)
          ? new Reply.Done(command.id(), true)
          : CommandRules.refused(
              command, Refusal.KEY_EXISTS, "key " + key.id() + " is another one: draw a new id");
    }
    if (keys.size() >= KeyRecord.MAX_KEYS) {
      return CommandRules.refused(
          command,
          Refusal.TOO_MANY_KEYS,
          "the farm has %d keys, the most it holds: revoke some first".formatted(keys.size()));
    }
    turn.put(key);
    return new Reply.Done(command.id(), false);
  }

  static Reply revoked(Turn turn, Command.RevokeKey command) {
    Optional<KeyRecord> known = turn.state().accounts().keys().get(command.key());
    if (known.isEmpty()) {
      return CommandRules.refused(
          command, Refusal.KEY_NOT_FOUND, "there is no key " + command.key());
    }
    turn.forget(known.get());
    return new Reply.Done(command.id(), false);
  }
}
