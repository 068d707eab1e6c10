package dev.darkroom.deploy.cli.batch;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.CommandFailure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be asked of a batch beside its lines. */
final class BatchOptions {
  @Option(names = "--validate-only", description = "Checks every line, and queues none.")
  boolean validateOnly;

  @Option(
      names = "--sweep",
      paramLabel = "FIELD=VALUES",
      description = {
        "Makes a job of each line and each of these values: seed=1..4, guidance_scale=3,5.5,",
        "strength=0.2..0.8/0.2. Several make a grid."
      })
  List<String> sweeps = List.of();

  @Option(
      names = "--priority",
      paramLabel = "0-9",
      description = "Of lines that name none; 9 goes first.")
  @Nullable Integer priority;

  @Option(
      names = "--deadline",
      paramLabel = "T",
      description = "What has not ended by then is given up: 90s, 30m, 2h, or a time with a zone.")
  @Nullable String deadline;

  /** The request's query, with its question mark; empty where nothing was asked. */
  String query(InstantSource clock) {
    List<String> pairs = new ArrayList<>();
    if (validateOnly) {
      pairs.add("validate_only=true");
    }
    Optional.ofNullable(priority).ifPresent(p -> pairs.add("priority=" + p));
    Optional.ofNullable(deadline)
        .ifPresent(t -> pairs.add("deadline=" + FarmClient.text(time(t, clock).toString())));
    if (!sweeps.isEmpty()) {
      pairs.add("sweep=" + FarmClient.text(String.join(" ", sweeps)));
    }
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private static Instant time(String text, InstantSource clock) {
    try {
      return Character.isDigit(text.charAt(text.length() - 1))
              || text.endsWith("Z")
              || text.contains("T")
          ? OffsetDateTime.parse(text).toInstant()
          : clock.instant().plus(Duration.parse("PT" + text.toUpperCase(Locale.ROOT)));
    } catch (DateTimeException | StringIndexOutOfBoundsException _) {
      throw CommandFailure.usage(
          "--deadline " + text + " is no time: use 30m, 2h, or 2026-01-31T17:00:00Z");
    }
  }
}
