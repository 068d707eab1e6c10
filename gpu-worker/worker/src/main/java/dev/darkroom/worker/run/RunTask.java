package dev.darkroom.worker.run;

import dev.darkroom.job.Assignment;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobSpec;
import dev.darkroom.storage.log.SpecLog;
import dev.darkroom.worker.core.RunNews;
import dev.darkroom.worker.core.RunOutcome;
import dev.darkroom.worker.core.RunState;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works off one lease from its spec to its manifest, and always comes back with an outcome. */
public final class RunTask {
  private static final Logger log = LoggerFactory.getLogger(RunTask.class);

  private final Runners runners;
  private final SpecLog specs;
  private final Outputs.Vault vault;
  private final ProgressMeter.Tellers tellers;
  private final Retries.Pause pause;

  public RunTask(
      Runners runners,
      SpecLog specs,
      Outputs.Vault vault,
      ProgressMeter.Tellers tellers,
      Retries.Pause pause) {
    this.runners = runners;
    this.specs = specs;
    this.vault = vault;
    this.tellers = tellers;
    this.pause = pause;
  }

  /**
   * Works off the lease.
   *
   * @param news hears that the work begins, once the spec is here, and what the run tells later
   */
  public RunOutcome run(Assignment.Run lease, StopSignal stop, Consumer<RunNews> news) {
    ProgressMeter progress = new ProgressMeter(RunState.ref(lease), tellers);
    LineLog lines = new LineLog(lease, vault.store(), tellers);
    try (Outputs outputs = new Outputs(lease, stop, vault)) {
      JobSpec spec =
          vault.retries().call("spec", stop, () -> specs.read(lease.grants().getFirst().spec()));
      news.accept(new RunNews.Began());
      runners.run(
          spec,
          new RunContext(
              stop,
              progress,
              lines,
              outputs,
              vault.retries(),
              pause,
              new RunContext.Resumption(
                  lease.grants().getFirst().checkpoint(),
                  lease.grants().getFirst().epoch(),
                  news)));
      Outputs.Committed done = outputs.commit();
      return new RunOutcome.Succeeded(done.manifest(), done.outputs(), progress.elapsedMillis());
    } catch (RunStoppedException _) {
      return new RunOutcome.Stopped();
    } catch (Throwable thrown) { // whatever it is, this process goes on and the scheduler hears
      JobError error = explain(lease, thrown);
      lines.error(error.code() + ": " + error.message());
      return new RunOutcome.Failed(error);
    } finally {
      lines.store();
    }
  }

  /** The error as it travels; the stack of our own mistakes stays here. */
  private static JobError explain(Assignment.Run lease, Throwable thrown) {
    JobError error = Failures.error(thrown);
    if (error.kind() == ErrorKind.BUG) {
      log.error(
          "run of job {} epoch {} failed",
          lease.grants().getFirst().header().id(),
          lease.grants().getFirst().epoch(),
          thrown);
    } else {
      log.warn(
          "run of job {} epoch {} failed reason={}: {}",
          lease.grants().getFirst().header().id(),
          lease.grants().getFirst().epoch(),
          error.code(),
          error.message());
    }
    return error;
  }
}
