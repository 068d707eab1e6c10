package dev.darkroom.storage.plain;

import dev.darkroom.job.Bill;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.TimelineEntry;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.SpecRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A job's whole record, where it has neither failed, nor left files, nor left its home. */
public final class JobForm implements PlainForm<JobRecord> {
  private static final byte[] HEADER = Ascii.of("{\"header\":");
  private static final byte[] SPEC = Ascii.of(",\"spec\":");
  private static final byte[] STATE = Ascii.of(",\"state\":");
  private static final byte[] TIMELINE = Ascii.of(",\"timeline\":[");
  private static final byte[] AT = Ascii.of("{\"at\":");
  private static final byte[] NEXT_AT = Ascii.of(",{\"at\":");
  private static final byte[] WHAT = Ascii.of(",\"what\":");
  private static final byte[] REASON = Ascii.of(",\"reason\":");
  private static final byte[] OUTPUTS_STARTED = Ascii.of("],\"outputs\":[],\"startedAt\":");
  private static final byte[] PAST = Ascii.of(",\"past\":{\"last\":");
  private static final byte[] NO_CHECKPOINT = Ascii.of(",\"checkpoint\":null");
  private static final byte[] BILL = Ascii.of(",\"bill\":");
  private static final byte[] CHARGED = Ascii.of("{\"charged\":");
  private static final byte[] SHARE = Ascii.of(",\"share\":");
  private static final byte[] YIELDED_AT = Ascii.of(",\"yieldedAt\":");

  private static final Kept<Bill> BILLS = new Kept<>();

  @Override
  public void write(JobRecord job, Ink to) {
    if (!job.outputs().isEmpty() || !job.attempts().isEmpty() || job.travels().isPresent()) {
      throw new NotPlain();
    }
    HeaderForm.write(job.header(), to.raw(HEADER));
    HeaderForm.write(job.spec(), to.raw(SPEC));
    JobStateForm.write(job.state(), to.raw(STATE));
    to.raw(TIMELINE);
    boolean first = true;
    for (TimelineEntry entry : job.timeline()) {
      to.raw(first ? AT : NEXT_AT).instant(entry.at());
      to.raw(WHAT).text(entry.what());
      to.raw(REASON).text(entry.reason()).raw(Words.CLOSE);
      first = false;
    }
    JobStateForm.write(job.startedAt(), to.raw(OUTPUTS_STARTED));
    if (job.past().isPresent()) {
      write(job.past().get(), to);
    }
    to.raw(Words.CLOSE);
  }

  @Override
  public JobRecord read(Cursor from) {
    JobHeader header = HeaderForm.read(from.past(HEADER));
    SpecRef spec = HeaderForm.spec(from.past(SPEC));
    JobState state = JobStateForm.read(from.past(STATE));
    List<TimelineEntry> timeline = timeline(from.past(TIMELINE));
    Optional<Instant> startedAt = JobStateForm.instant(from.past(OUTPUTS_STARTED));
    Optional<JobRecord.Past> past = from.skip(PAST) ? Optional.of(past(from)) : Optional.empty();
    from.past(Words.CLOSE);
    return new JobRecord(header, spec, state, timeline, List.of(), startedAt, past);
  }

  private static List<TimelineEntry> timeline(Cursor from) {
    List<TimelineEntry> timeline = new ArrayList<>();
    byte[] next = AT;
    while (from.skip(next)) {
      timeline.add(
          new TimelineEntry(
              from.instant(), Words.code(from.past(WHAT)), Words.code(from.past(REASON))));
      from.past(Words.CLOSE);
      next = NEXT_AT;
    }
    return timeline;
  }

  private static void write(JobRecord.Past past, Ink to) {
    if (past.checkpoint().isPresent()) {
      throw new NotPlain();
    }
    to.raw(PAST).number(past.last().value()).raw(NO_CHECKPOINT);
    if (past.bill().isPresent()) {
      write(past.bill().get(), to.raw(BILL));
    }
    if (past.yieldedAt().isPresent()) {
      to.raw(YIELDED_AT).instant(past.yieldedAt().get());
    }
    to.raw(Words.CLOSE);
  }

  private static JobRecord.Past past(Cursor from) {
    Epoch last = Epoch.of(from.number());
    from.past(NO_CHECKPOINT);
    Optional<Bill> bill = from.skip(BILL) ? Optional.of(bill(from)) : Optional.empty();
    Optional<Instant> yieldedAt =
        from.skip(YIELDED_AT) ? Optional.of(from.instant()) : Optional.empty();
    from.past(Words.CLOSE);
    return new JobRecord.Past(last, Optional.empty(), bill, yieldedAt);
  }

  static void write(Bill bill, Ink to) {
    to.raw(CHARGED).text(bill.charged().toString());
    to.raw(SHARE).number(bill.share()).raw(Words.CLOSE);
  }

  static Bill bill(Cursor from) {
    return from.object(
        BILLS,
        cursor -> {
          Duration charged = Duration.parse(cursor.past(CHARGED).text());
          Bill bill = new Bill(charged, cursor.past(SHARE).real());
          cursor.past(Words.CLOSE);
          return bill;
        });
  }
}
