package dev.darkroom.storage.log;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.plain.Ascii;
import dev.darkroom.storage.plain.Cursor;
import dev.darkroom.storage.plain.EventForm;
import dev.darkroom.storage.plain.Ink;
import dev.darkroom.storage.plain.JobForm;
import dev.darkroom.storage.plain.Kept;
import dev.darkroom.storage.plain.NotPlain;
import dev.darkroom.storage.plain.PlainForm;

/** The entries of the state and events topics that are about jobs, by hand. */
final class PlainEntries {
  private static final byte[] CLOSE = Ascii.of("}");

  private PlainEntries() {}

  static final class State implements PlainForm<StateEntry> {
    private static final byte[] JOB = Ascii.of("{\"entry\":\"job\",\"job\":");

    private final JobForm jobs = new JobForm();

    @Override
    public void write(StateEntry entry, Ink to) {
      if (!(entry instanceof StateEntry.JobEntry of)) {
        throw new NotPlain();
      }
      jobs.write(of.job(), to.raw(JOB));
      to.raw(CLOSE);
    }

    @Override
    public StateEntry read(Cursor from) {
      JobRecord job = jobs.read(from.past(JOB));
      from.past(CLOSE);
      return new StateEntry.JobEntry(job);
    }
  }

  static final class Event implements PlainForm<EventEntry> {
    private static final byte[] JOB = Ascii.of("{\"job\":");
    private static final byte[] TENANT = Ascii.of(",\"tenant\":");
    private static final byte[] EVENT = Ascii.of(",\"event\":");

    private final EventForm events = new EventForm();
    private final Kept<TenantId> tenants = new Kept<>();

    @Override
    public void write(EventEntry entry, Ink to) {
      to.raw(JOB).id(entry.job()).raw(TENANT).text(entry.tenant().value());
      events.write(entry.event(), to.raw(EVENT));
      to.raw(CLOSE);
    }

    @Override
    public EventEntry read(Cursor from) {
      JobId job = from.past(JOB).job();
      TenantId tenant = from.past(TENANT).word(tenants, TenantId::of);
      JobEvent event = events.read(from.past(EVENT));
      from.past(CLOSE);
      return new EventEntry(job, tenant, event);
    }
  }
}
