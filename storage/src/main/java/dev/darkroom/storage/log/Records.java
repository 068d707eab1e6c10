package dev.darkroom.storage.log;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.audit.AuditEntry;
import dev.darkroom.storage.hook.HookEntry;
import dev.darkroom.storage.plain.QueuedForm;
import dev.darkroom.storage.plain.ReportForm;
import dev.darkroom.storage.plain.RunForm;
import dev.darkroom.storage.plain.SubmitForm;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The bytes of every topic's records. Golden files in the tests hold each of them fast. */
public final class Records {
  public static final Json<Command> COMMAND = json("command", Command.class).with(new SubmitForm());
  public static final Json<Report> REPORT = json("report", Report.class).with(new ReportForm());
  public static final Json<Reply> REPLY = json("reply", Reply.class).with(new QueuedForm());
  public static final Json<EventEntry> EVENT =
      json("event", EventEntry.class).with(new PlainEntries.Event());
  public static final Json<StateEntry> STATE =
      json("state entry", StateEntry.class).with(new PlainEntries.State());
  public static final Json<JobSpec> SPEC = json("spec", JobSpec.class);
  public static final Json<Assignment> ASSIGNMENT =
      json("assignment", Assignment.class).with(new RunForm());
  public static final Json<HookEntry> HOOK = json("hook entry", HookEntry.class);
  public static final Json<AuditEntry> AUDIT = json("audit entry", AuditEntry.class);

  private Records() {}

  /** The bytes of a record's key. */
  public static byte[] key(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  /** The key that these bytes are; empty where a record has none. */
  public static String key(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  private static <T> Json<T> json(String what, Class<T> type) {
    return Json.of(what, type, Topic.MAX_RECORD_BYTES);
  }
}
