package dev.darkroom.worker.run;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.worker.core.RunNews;
import dev.darkroom.worker.core.RunOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a lease, from its grant to its outcome. What befalls it befalls it alone: each member
 * of a batch has its own outputs, progress, log and end. For the run thread alone.
 */
public final class Member {
  private static final Logger log = LoggerFactory.getLogger(Member.class);

  private final RunRef run;
  private final Listener listener;
  private final ProgressMeter progress;
  private final LineLog lines;
  private final Outputs outputs;
  private final RunContext context;
  private boolean ended;
  private boolean active;

  /** Hears of every run of a lease by itself. */
  public interface Listener {
    /** The run goes on, and the scheduler should know this. */
    void told(RunRef run, RunNews news);

    /** The run is over; nothing more is heard of it. */
    void ended(RunRef run, RunOutcome outcome);
  }

  /** What the members of all leases share. */
  record Surroundings(Outputs.Vault vault, ProgressMeter.Tellers tellers) {}

  Member(Grant grant, StopSignal stop, Surroundings around, Listener listener) {
    this.run = grant.run();
    this.listener = listener;
    this.progress = new ProgressMeter(run, around.tellers());
    this.lines = new LineLog(grant, around.vault().store(), around.tellers());
    this.outputs = new Outputs(grant, stop, around.vault());
    this.context =
        new RunContext(
            stop,
            progress,
            lines,
            outputs,
            around.vault().retries(),
            new RunContext.Resumption(
                grant.checkpoint(), grant.epoch(), news -> listener.told(run, news)));
  }

  public RunContext context() {
    return context;
  }

  /**
   * Whether it has no outcome yet. One that was told to stop gets it here, unless it is at work.
   */
  public boolean goesOn() {
    if (!ended && !active && context.stop().isRaised()) {
      end(new RunOutcome.Stopped());
    }
    return !ended;
  }

  /**
   * Works for this run alone: a stop ends it, and anything that is thrown is its failure.
   *
   * @return whether it goes on
   */
  boolean attempt(Runnable work) {
    if (goesOn()) {
      active = true;
      try {
        work.run();
      } catch (RunStoppedException _) {
        end(new RunOutcome.Stopped());
      } catch (Throwable thrown) { // whatever it is, this process goes on and the scheduler hears
        fail(thrown);
      } finally {
        active = false;
      }
    }
    return goesOn();
  }

  /** It knows what it is to do, and begins. */
  void began() {
    listener.told(run, new RunNews.Began());
  }

  /** Everything is in its outputs: writes the manifest, and has succeeded. */
  void finish() {
    Outputs.Committed done = outputs.commit();
    end(new RunOutcome.Succeeded(done.manifest(), done.outputs(), progress.elapsedMillis()));
  }

  /** Ends it as one that was told to stop, unless it has ended. */
  void stopped() {
    if (!ended) {
      end(new RunOutcome.Stopped());
    }
  }

  /** Ends it with the error that this means, unless it has ended. */
  void fail(Throwable thrown) {
    if (!ended) {
      JobError error = explain(thrown);
      lines.error(error.code() + ": " + error.message());
      end(new RunOutcome.Failed(error));
    }
  }

  private void end(RunOutcome outcome) {
    ended = true;
    outputs.close();
    lines.store();
    listener.ended(run, outcome);
  }

  /** The error as it travels; the stack of our own mistakes stays here. */
  private JobError explain(Throwable thrown) {
    JobError error = Failures.error(thrown);
    if (error.kind() == ErrorKind.BUG) {
      log.error("run of job {} epoch {} failed", run.job(), run.epoch(), thrown);
    } else {
      log.warn(
          "run of job {} epoch {} failed reason={}: {}",
          run.job(),
          run.epoch(),
          error.code(),
          error.message());
    }
    return error;
  }
}
