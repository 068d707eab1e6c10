package dev.darkroom.gateway.auth;

import dev.darkroom.job.tenant.KeyRecord;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The farm's first key, and those that the log has. */
public final class KeyRing implements Authenticator {
  /** Compared with where a key's id is not known, so that it takes as long. */
  private static final byte[] NOBODYS = new byte[32];

  private static final Verdict UNKNOWN = new Verdict.Unknown("this API key is not known");

  private final ApiKey first;
  private final Issued issued;
  private final InstantSource clock;

  /** The keys that were given out. Calls must not block. */
  public interface Issued {
    /** The record of a key's id. */
    Optional<KeyRecord> find(String id);

    /** The key of this id was just used. */
    void used(String id, Instant at);
  }

  public KeyRing(ApiKey first, Issued issued, InstantSource clock) {
    this.first = first;
    this.issued = issued;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Verdict> judge(String key) {
    return CompletableFuture.completedFuture(verdict(key));
  }

  private Verdict verdict(String key) {
    Optional<Caller> farms = first.caller(key);
    Optional<KeyRecord> known = KeyText.idOf(key).flatMap(issued::find);
    byte[] kept = known.map(record -> record.secret().bytes()).orElse(NOBODYS);
    boolean same = MessageDigest.isEqual(kept, KeyText.hash(key).bytes());
    if (farms.isPresent()) {
      return new Verdict.Known(farms.get());
    }
    return known.filter(_ -> same).map(this::verdict).orElse(UNKNOWN);
  }

  private Verdict verdict(KeyRecord record) {
    Instant now = clock.instant();
    if (record.terms().expired(now)) {
      return new Verdict.Expired(record.terms().expiresAt().orElse(now));
    }
    issued.used(record.id(), now);
    return new Verdict.Known(Caller.of(record));
  }
}
