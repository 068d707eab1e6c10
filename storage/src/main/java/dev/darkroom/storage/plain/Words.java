package dev.darkroom.storage.plain;

import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.id.WorkerId;

/** Words that stand in records of every kind. */
final class Words {
  private static final Kept<TenantId> TENANTS = new Kept<>();
  private static final Kept<WorkerId> WORKERS = new Kept<>();
  private static final Kept<String> CODES = new Kept<>();

  static final byte[] CLOSE = Ascii.of("}");
  static final byte[] NULL = Ascii.of("null");

  private Words() {}

  static TenantId tenant(Cursor from) {
    return from.word(TENANTS, TenantId::of);
  }

  static WorkerId worker(Cursor from) {
    return from.word(WORKERS, WorkerId::parse);
  }

  /** A text of few kinds: a code, a reason. */
  static String code(Cursor from) {
    return from.word(CODES, text -> text);
  }
}
