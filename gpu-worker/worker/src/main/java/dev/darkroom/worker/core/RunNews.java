package dev.darkroom.worker.core;

import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Report;
import java.util.List;

/** What a run thread tells of its run while it goes on. */
public sealed interface RunNews {

  /** It knows what it is to do, and begins. */
  record Began() implements RunNews {}

  /** Its whole state is stored: it can be taken up from here. */
  record Checkpointed(Checkpoint checkpoint) implements RunNews {}

  /** These files may be looked at already. */
  record OutputsStored(List<Output> outputs) implements RunNews {
    public OutputsStored {
      outputs = List.copyOf(outputs);
    }
  }

  /** The same as the scheduler is told. */
  default Report report(WorkerId id, RunRef run) {
    return switch (this) {
      case Began _ -> new Report.RunStarted(id, run);
      case Checkpointed news -> new Report.Checkpointed(id, run, news.checkpoint());
      case OutputsStored news -> new Report.OutputsStored(id, run, news.outputs());
    };
  }
}
