package dev.darkroom.storage.log;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import java.util.List;

/**
 * A log as a test sees it: the farm's own ways in and out, and the scheduler's side for the test to
 * play.
 */
public interface LogUnderTest extends FarmLog {
  /** Every command so far on a partition, in order. */
  List<Command> commands(int partition);

  /** Every report so far on a partition, in order. */
  List<Report> reports(int partition);

  void reply(int partition, Reply reply);

  void assign(Assignment assignment);

  void put(int partition, StateEntry entry);

  void forget(int partition, String key);

  /** Clears a spec as the scheduler does for a submit that it refused. */
  void forgetSpec(int partition, String key);
}
