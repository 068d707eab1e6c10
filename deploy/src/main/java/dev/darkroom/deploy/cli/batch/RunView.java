package dev.darkroom.deploy.cli.batch;

import dev.darkroom.client.BatchResult;
import dev.darkroom.client.run.Landing;
import dev.darkroom.client.run.RunEvent;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a batch's run shows while it goes on: bars, lines of text, or JSON lines. */
abstract sealed class RunView permits RunBars, RunJson, RunText {
  private static final int MAX_ROWS = 20;

  private final List<Landing> failures = new ArrayList<>();
  private int failed;
  private String batch = "";

  /** One event; called by one thread at a time. */
  final void on(RunEvent event) {
    switch (event) {
      case RunEvent.Recalled(Landing line) -> note(line);
      case RunEvent.Landed(Landing line) -> note(line);
      case RunEvent.Accepted accepted -> batch = accepted.batch().id();
      case RunEvent.Sent _, RunEvent.Standing _, RunEvent.Received _, RunEvent.Missed _ -> {}
    }
    show(event);
  }

  abstract void show(RunEvent event);

  /** Nothing more comes. */
  abstract void end();

  /** The batch's id, once there is one. */
  final String batch() {
    return batch;
  }

  /** Which lines did not succeed, the first of them. */
  final void table(PrintStream out) {
    if (failures.isEmpty()) {
      return;
    }
    row(out, "custom_id", "status", "code", "why");
    for (Landing line : failures) {
      BatchResult.Failure why =
          line.error().orElseGet(() -> new BatchResult.Failure("", line.status()));
      row(out, line.customId(), line.status(), why.code(), why.message());
    }
    if (failed > failures.size()) {
      out.println("… and " + (failed - failures.size()) + " more");
    }
  }

  private void note(Landing line) {
    if (!line.succeeded()) {
      failed++;
      if (failures.size() < MAX_ROWS) {
        failures.add(line);
      }
    }
  }

  private static void row(PrintStream out, String id, String status, String code, String why) {
    out.println(
        String.format(
                Locale.ROOT,
                "%-24s  %-9s  %-22s  %s",
                id,
                status,
                code,
                why.lines().findFirst().orElse(""))
            .stripTrailing());
  }
}
