package dev.darkroom.gateway.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolOffer;
import dev.darkroom.job.pool.PoolSettings;
import dev.darkroom.job.pool.ScalePolicy;
import dev.darkroom.job.pool.SleepPlan;
import dev.darkroom.job.spec.JobKind;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads what operators say of pools. */
public final class PoolRequests {
  private static final int MAX_QUEUED = 10_000_000;
  private static final int MAX_TEXT = 80;
  private static final int MAX_VALUES = 64;
  private static final List<String> DAYS =
      Arrays.stream(DayOfWeek.values()).map(day -> day.name().toLowerCase(Locale.ROOT)).toList();

  private PoolRequests() {}

  /**
   * A pool that is to be.
   *
   * @param partition where it is to stand; empty: the farm chooses
   */
  public record NewPool(PoolId id, OptionalInt partition, PoolSettings settings) {}

  /**
   * Reads the body of {@code POST /v1/pools}.
   *
   * @param partitions that the farm has
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  public static NewPool create(ObjectNode body, int partitions) {
    Fields fields = new Fields(body);
    fields.refuseUnknown(
        "a pool", Set.of("id", "partition", "max_queued", "offer", "sleep", "scale"));
    return new NewPool(
        pool("id", fields.requiredText("id", MAX_TEXT)),
        fields.integer("partition", 0, partitions - 1),
        settings(fields));
  }

  /** Reads the body of {@code PATCH /v1/pools/{id}}; throws as {@link #create}. */
  public static PoolSettings change(ObjectNode body) {
    Fields fields = new Fields(body);
    fields.refuseUnknown("a change of a pool", Set.of("max_queued", "offer", "sleep", "scale"));
    return settings(fields);
  }

  /** A pool's name in a field; throws as {@link #create}. */
  public static PoolId pool(String field, String name) {
    try {
      return PoolId.of(name);
    } catch (IllegalArgumentException e) {
      throw Fields.problem(ProblemCode.INVALID_NAME, field, String.valueOf(e.getMessage()));
    }
  }

  private static PoolSettings settings(Fields fields) {
    return new PoolSettings(
        fields.integer("max_queued", 1, MAX_QUEUED),
        fields.object("offer").map(PoolRequests::offer),
        fields.object("sleep").map(PoolRequests::sleep),
        fields.object("scale").map(PoolRequests::scale));
  }

  /** What is left out is as in {@link ScalePolicy#DEFAULT}. */
  private static ScalePolicy scale(Fields fields) {
    fields.refuseUnknown(
        "a scale",
        Set.of(
            "scale.min",
            "scale.max",
            "scale.target_wait_seconds",
            "scale.warm_up_seconds",
            "scale.scale_in_delay_seconds",
            "scale.drain"));
    ScalePolicy plain = ScalePolicy.DEFAULT;
    int min = (int) fields.integer("scale.min", plain.min(), 0, ScalePolicy.MOST_WORKERS);
    int least = Math.max(1, min);
    int max =
        (int)
            fields.integer(
                "scale.max", Math.max(plain.max(), least), least, ScalePolicy.MOST_WORKERS);
    return new ScalePolicy(
        min,
        max,
        seconds(fields, "scale.target_wait_seconds", plain.targetWait(), 1),
        seconds(fields, "scale.warm_up_seconds", plain.warmUp(), 0),
        seconds(fields, "scale.scale_in_delay_seconds", plain.scaleInDelay(), 0),
        fields.flag("scale.drain", plain.drain()));
  }

  private static Duration seconds(Fields fields, String name, Duration absent, long least) {
    return Duration.ofSeconds(
        fields.integer(name, absent.toSeconds(), least, ScalePolicy.LONGEST.toSeconds()));
  }

  private static PoolOffer offer(Fields fields) {
    fields.refuseUnknown(
        "an offer", Set.of("offer.kinds", "offer.models", "offer.memory_bytes", "offer.labels"));
    Set<JobKind> kinds = new LinkedHashSet<>();
    for (String kind : fields.list("offer.kinds", JobKind.values().length, MAX_TEXT)) {
      try {
        kinds.add(JobKind.parse(kind));
      } catch (IllegalArgumentException e) {
        throw Fields.problem(
            ProblemCode.UNKNOWN_KIND, "offer.kinds", String.valueOf(e.getMessage()));
      }
    }
    return new PoolOffer(
        kinds,
        Set.copyOf(fields.list("offer.models", MAX_VALUES, MAX_TEXT)),
        fields.integer("offer.memory_bytes", 0, 0, Long.MAX_VALUE),
        fields.object("offer.labels").map(PoolRequests::labels).orElse(Map.of()));
  }

  private static Map<String, Set<String>> labels(Fields fields) {
    if (fields.names().size() > PoolOffer.MAX_LABELS) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          "offer.labels",
          "offer.labels has %d labels: use at most %d"
              .formatted(fields.names().size(), PoolOffer.MAX_LABELS));
    }
    Map<String, Set<String>> labels = new LinkedHashMap<>();
    for (String name : fields.names()) {
      labels.put(
          name.substring("offer.labels.".length()),
          Set.copyOf(fields.list(name, MAX_VALUES, MAX_TEXT)));
    }
    return labels;
  }

  private static SleepPlan sleep(Fields fields) {
    fields.refuseUnknown("a sleep schedule", Set.of("sleep.zone", "sleep.windows", "sleep.drain"));
    List<SleepPlan.Window> windows =
        fields.objects("sleep.windows", SleepPlan.MAX_WINDOWS).stream()
            .map(PoolRequests::window)
            .toList();
    return new SleepPlan(
        zone(fields.text("sleep.zone", MAX_TEXT)), windows, fields.flag("sleep.drain", false));
  }

  private static ZoneId zone(Optional<String> name) {
    try {
      return ZoneId.of(name.orElse("UTC"));
    } catch (DateTimeException _) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_VALUE,
          "sleep.zone",
          "there is no zone '" + name.orElse("") + "': use one such as Europe/Berlin or UTC");
    }
  }

  private static SleepPlan.Window window(Fields fields) {
    List<String> names = List.copyOf(fields.names());
    String path = names.isEmpty() ? "sleep.windows" : parent(names.getFirst());
    fields.refuseUnknown("a window", Set.of(path + ".days", path + ".from", path + ".to"));
    Set<DayOfWeek> days = new LinkedHashSet<>();
    for (String day : fields.list(path + ".days", DAYS.size(), MAX_TEXT)) {
      if (!DAYS.contains(day)) {
        throw Choice.unknown(ProblemCode.UNKNOWN_VALUE, path + ".days", day, DAYS);
      }
      days.add(DayOfWeek.valueOf(day.toUpperCase(Locale.ROOT)));
    }
    return new SleepPlan.Window(days, time(fields, path + ".from"), time(fields, path + ".to"));
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('.'));
  }

  private static LocalTime time(Fields fields, String name) {
    String text = fields.requiredText(name, MAX_TEXT);
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException _) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_VALUE,
          name,
          name + " '" + Fields.clip(text) + "' is no time of a day: use one such as 22:30");
    }
  }
}
