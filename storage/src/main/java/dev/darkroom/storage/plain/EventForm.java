package dev.darkroom.storage.plain;

import dev.darkroom.job.Bill;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.WorkerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What happens to every job: its lease, its start, and its success where it left no files. */
public final class EventForm implements PlainForm<JobEvent> {
  private static final byte[] GRANTED = Ascii.of("{\"event\":\"lease_granted\",\"epoch\":");
  private static final byte[] STARTED = Ascii.of("{\"event\":\"run_started\",\"epoch\":");
  private static final byte[] SUCCEEDED = Ascii.of("{\"event\":\"succeeded\",\"epoch\":");
  private static final byte[] WORKER = Ascii.of(",\"worker\":");
  private static final byte[] BILL = Ascii.of(",\"bill\":");
  private static final byte[] MANIFEST = Ascii.of(",\"manifest\":");
  private static final byte[] MILLIS = Ascii.of(",\"outputs\":[],\"executionMillis\":");
  private static final byte[] AT = Ascii.of(",\"at\":");

  @Override
  public void write(JobEvent event, Ink to) {
    if (event instanceof JobEvent.LeaseGranted e) {
      to.raw(GRANTED).number(e.epoch().value());
      to.raw(WORKER).id(e.worker()).raw(AT).instant(e.at());
      if (e.bill().isPresent()) {
        JobForm.write(e.bill().get(), to.raw(BILL));
      }
    } else if (event instanceof JobEvent.RunStarted e) {
      to.raw(STARTED).number(e.epoch().value()).raw(AT).instant(e.at());
    } else if (event instanceof JobEvent.Succeeded e && e.outputs().isEmpty()) {
      to.raw(SUCCEEDED).number(e.epoch().value());
      to.raw(MANIFEST).text(e.manifest().value());
      to.raw(MILLIS).number(e.executionMillis()).raw(AT).instant(e.at());
    } else {
      throw new NotPlain();
    }
    to.raw(Words.CLOSE);
  }

  @Override
  public JobEvent read(Cursor from) {
    JobEvent event;
    if (from.skip(GRANTED)) {
      Epoch epoch = Epoch.of(from.number());
      WorkerId worker = Words.worker(from.past(WORKER));
      Instant at = from.past(AT).instant();
      Optional<Bill> bill = from.skip(BILL) ? Optional.of(JobForm.bill(from)) : Optional.empty();
      event = new JobEvent.LeaseGranted(epoch, worker, at, bill);
    } else if (from.skip(STARTED)) {
      Epoch epoch = Epoch.of(from.number());
      event = new JobEvent.RunStarted(epoch, from.past(AT).instant());
    } else {
      Epoch epoch = Epoch.of(from.past(SUCCEEDED).number());
      Digest manifest = from.past(MANIFEST).digest();
      long millis = from.past(MILLIS).number();
      Instant at = from.past(AT).instant();
      event = new JobEvent.Succeeded(epoch, manifest, List.of(), millis, at);
    }
    from.past(Words.CLOSE);
    return event;
  }
}
