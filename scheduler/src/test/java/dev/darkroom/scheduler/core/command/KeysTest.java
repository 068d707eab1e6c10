package dev.darkroom.scheduler.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.tenant.Role;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final CommandId COMMAND = new CommandId(new UUID(1, 1));

  private final Desk desk = new Desk();

  @Test
  void aKeyIsInTheLogAndASchedulerThatTakesOverKnowsIt() {
    desk.command(new Command.CreateKey(COMMAND, key("a")));
    assertThat(desk.reply()).isEqualTo(new Reply.Done(COMMAND, false));
    assertThat(desk.last().changes())
        .containsExactly(StateChange.put(new StateEntry.KeyEntry(key("a"))));

    desk.takeOver();

    assertThat(desk.state().accounts().keys().get(id("a"))).contains(key("a"));
  }

  @Test
  void theSameKeySentAgainIsThereOnce() {
    desk.command(new Command.CreateKey(COMMAND, key("a")));
    desk.command(new Command.CreateKey(COMMAND, key("a")));
    assertThat(desk.reply()).isEqualTo(new Reply.Done(COMMAND, true));
    assertThat(desk.last().changes()).isEmpty();
  }

  @Test
  void aRevokedKeyIsForgottenAndAnUnknownOneIsRefused() {
    desk.command(new Command.CreateKey(COMMAND, key("a")));
    desk.command(new Command.RevokeKey(COMMAND, id("a")));
    assertThat(desk.last().changes()).containsExactly(StateChange.forget("key/" + id("a")));

    desk.takeOver().command(new Command.RevokeKey(COMMAND, id("a")));

    assertThat(desk.reply())
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> assertThat(refused.refusal().code()).isEqualTo(Refusal.KEY_NOT_FOUND));
  }

  @Test
  void aFarmHoldsSoManyKeysAndNoMore() {
    for (int i = 0; i < KeyRecord.MAX_KEYS; i++) {
      desk.command(new Command.CreateKey(COMMAND, key("k" + i)));
    }
    desk.command(new Command.CreateKey(COMMAND, key("one more")));
    assertThat(desk.reply())
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> assertThat(refused.refusal().code()).isEqualTo(Refusal.TOO_MANY_KEYS));
  }

  private static KeyRecord key(String name) {
    return new KeyRecord(id(name), Desk.TENANT, Role.SUBMITTER, Digest.ofParts(name), Desk.BEGIN);
  }

  private static String id(String name) {
    return Digest.ofParts(name).hex().substring(0, 16);
  }
}
