package dev.darkroom.gateway.command;

import dev.darkroom.gateway.auth.KeyText;
import dev.darkroom.gateway.view.KeyView;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.tenant.KeyTerms;
import dev.darkroom.job.tenant.Role;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Gives out keys and takes them back, through the scheduler as everything that the log keeps. */
public final class Keys {
  private final Commander commander;
  private final KeyView view;
  private final RandomGenerator random;
  private final InstantSource clock;

  /** A key that was just made; nobody will see its text again. */
  public record Issued(KeyRecord record, String key) {}

  /**
   * Makes keys.
   *
   * @param random a cryptographic source
   */
  public Keys(Commander commander, KeyView view, RandomGenerator random, InstantSource clock) {
    this.commander = commander;
    this.view = view;
    this.random = random;
    this.clock = clock;
  }

  /** Makes a key; it works here at once, elsewhere as soon as the view there shows it. Blocks. */
  public Issued create(TenantId tenant, Role role, KeyTerms terms) throws InterruptedException {
    String key = KeyText.draw(random);
    String id = KeyText.idOf(key).orElseThrow();
    KeyRecord record =
        new KeyRecord(
            id,
            tenant,
            role,
            KeyText.hash(key),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            Optional.of(terms).filter(said -> !said.equals(KeyTerms.NONE)));
    commander.order(new Command.CreateKey(commander.nextId(), record));
    view.put(record);
    return new Issued(record, key);
  }

  /** Lets a key be good no more. Blocks. */
  public void revoke(String id) throws InterruptedException {
    commander.order(new Command.RevokeKey(commander.nextId(), id));
    view.revoke(id);
  }
}
