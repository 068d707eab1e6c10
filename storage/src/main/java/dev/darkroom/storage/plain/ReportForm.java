package dev.darkroom.storage.plain;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Report;
import java.util.List;

/** A run's start, and its success where it left no files. */
public final class ReportForm implements PlainForm<Report> {
  private static final byte[] STARTED = Ascii.of("{\"report\":\"run_started\",\"worker\":");
  private static final byte[] SUCCEEDED = Ascii.of("{\"report\":\"run_succeeded\",\"worker\":");
  private static final byte[] RUN = Ascii.of(",\"run\":{\"job\":");
  private static final byte[] EPOCH = Ascii.of(",\"epoch\":");
  private static final byte[] MANIFEST = Ascii.of(",\"manifest\":");
  private static final byte[] MILLIS = Ascii.of(",\"outputs\":[],\"executionMillis\":");

  @Override
  public void write(Report report, Ink to) {
    if (report instanceof Report.RunStarted r) {
      to.raw(STARTED).id(r.worker());
      run(r.run(), to);
    } else if (report instanceof Report.RunSucceeded r && r.outputs().isEmpty()) {
      to.raw(SUCCEEDED).id(r.worker());
      run(r.run(), to);
      to.raw(MANIFEST).text(r.manifest().value());
      to.raw(MILLIS).number(r.executionMillis());
    } else {
      throw new NotPlain();
    }
    to.raw(Words.CLOSE);
  }

  @Override
  public Report read(Cursor from) {
    Report report;
    if (from.skip(STARTED)) {
      WorkerId worker = Words.worker(from);
      report = new Report.RunStarted(worker, run(from));
    } else {
      WorkerId worker = Words.worker(from.past(SUCCEEDED));
      RunRef run = run(from);
      Digest manifest = from.past(MANIFEST).digest();
      long millis = from.past(MILLIS).number();
      report = new Report.RunSucceeded(worker, run, manifest, List.of(), millis);
    }
    from.past(Words.CLOSE);
    return report;
  }

  private static void run(RunRef run, Ink to) {
    to.raw(RUN).id(run.job());
    to.raw(EPOCH).number(run.epoch().value()).raw(Words.CLOSE);
  }

  private static RunRef run(Cursor from) {
    JobId job = from.past(RUN).job();
    RunRef run = new RunRef(job, Epoch.of(from.past(EPOCH).number()));
    from.past(Words.CLOSE);
    return run;
  }
}
