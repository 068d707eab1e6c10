package dev.darkroom.deploy.cli.batch;

import dev.darkroom.client.Batch;
import dev.darkroom.client.run.RunEvent;
import java.io.PrintStream;

/** For a log: a line when the batch is accepted, and at each tenth of it. */
final class RunText extends RunView {
  private final PrintStream err;
  private int landed;
  private int tenths = -1;

  RunText(PrintStream err) {
    this.err = err;
  }

  @Override
  void show(RunEvent event) {
    switch (event) {
      case RunEvent.Recalled _ -> landed++;
      case RunEvent.Landed _ -> landed++;
      case RunEvent.Accepted(Batch batch, boolean resumed) ->
          err.println(
              resumed
                  ? "going on with %s: %d of %d lines are here"
                      .formatted(batch.id(), landed, batch.total())
                  : "%s accepted: %d lines".formatted(batch.id(), batch.total()));
      case RunEvent.Standing(Batch batch) -> standing(batch);
      case RunEvent.Missed(String customId, String why) ->
          err.println(customId + " cannot be fetched now: " + why);
      case RunEvent.Sent _, RunEvent.Received _ -> {}
    }
  }

  private void standing(Batch batch) {
    int ended = batch.completed() + batch.failed();
    int now = 10 * ended / Math.max(1, batch.total());
    if (now > tenths) {
      tenths = now;
      err.println(
          "%d of %d lines have ended, %d failed, %d are here"
              .formatted(ended, batch.total(), batch.failed(), landed));
    }
  }

  @Override
  void end() {}
}
