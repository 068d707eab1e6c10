package dev.darkroom.gateway.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.JobKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the body of {@code POST /v1/jobs/bulk}. */
public final class BulkRequests {
  /** Jobs of one request; of more, ask again with the answer's {@code next}. */
  public static final int MAX_JOBS = 10_000;

  private static final int MAX_IDS = 1_000;
  private static final int MAX_TEXT = 80;
  private static final List<String> ACTIONS = List.of("cancel", "move", "reprioritise", "retry");
  private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhd])");

  private BulkRequests() {}

  /**
   * Reads a body.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  public static BulkRequest read(ObjectNode body) {
    Fields fields = new Fields(body);
    fields.refuseUnknown(
        "a bulk action",
        Set.of("action", "filter", "pool", "priority", "dry_run", "limit", "after"));
    return new BulkRequest(
        deed(fields),
        fields.object("filter").map(BulkRequests::filter).orElseThrow(BulkRequests::noFilter),
        fields.flag("dry_run", false),
        (int) fields.integer("limit", MAX_JOBS, 1, MAX_JOBS),
        fields.text("after", MAX_TEXT).map(id -> job("after", id)));
  }

  private static BulkRequest.Deed deed(Fields fields) {
    String action = fields.requiredText("action", MAX_TEXT);
    if (!ACTIONS.contains(action)) {
      throw Choice.unknown(ProblemCode.UNKNOWN_VALUE, "action", action, ACTIONS);
    }
    only(fields, "pool", action.equals("move"), "move");
    only(fields, "priority", action.equals("reprioritise"), "reprioritise");
    return switch (action) {
      case "cancel" -> new BulkRequest.Cancel();
      case "retry" -> new BulkRequest.Retry();
      case "move" ->
          new BulkRequest.Move(PoolRequests.pool("pool", fields.requiredText("pool", MAX_TEXT)));
      default ->
          new BulkRequest.Reprioritise(
              (int)
                  fields.integer(
                      "priority",
                      JobHeader.DEFAULT_PRIORITY,
                      JobHeader.MIN_PRIORITY,
                      JobHeader.MAX_PRIORITY));
    };
  }

  /** A field that one action needs, and no other takes. */
  private static void only(Fields fields, String name, boolean needed, String action) {
    if (fields.has(name) != needed) {
      throw Fields.problem(
          needed ? ProblemCode.MISSING_FIELD : ProblemCode.FIELDS_CONFLICT,
          name,
          needed
              ? name + " is missing: the action '" + action + "' needs it"
              : name + " belongs to the action '" + action + "': leave it out");
    }
  }

  private static BulkRequest.Filter filter(Fields fields) {
    fields.refuseUnknown(
        "a filter",
        new LinkedHashSet<>(
            List.of(
                "filter.ids",
                "filter.tenant",
                "filter.pool",
                "filter.kind",
                "filter.model",
                "filter.status",
                "filter.priority",
                "filter.older_than",
                "filter.metadata")));
    if (fields.names().isEmpty()) {
      throw noFilter();
    }
    Set<JobId> ids = new LinkedHashSet<>();
    fields.list("filter.ids", MAX_IDS, MAX_TEXT).forEach(id -> ids.add(job("filter.ids", id)));
    return new BulkRequest.Filter(
        ids,
        named(fields, "filter.tenant", TenantId::of),
        fields.text("filter.pool", MAX_TEXT).map(name -> PoolRequests.pool("filter.pool", name)),
        one(fields, "filter.kind", JobKind.values()),
        named(fields, "filter.model", ModelRef::parse),
        one(fields, "filter.status", JobStatus.values()),
        fields.integer("filter.priority", JobHeader.MIN_PRIORITY, JobHeader.MAX_PRIORITY),
        fields.text("filter.older_than", MAX_TEXT).map(BulkRequests::age),
        fields.texts(
            "filter.metadata",
            RequestLimits.MAX_METADATA,
            RequestLimits.MAX_METADATA_KEY,
            RequestLimits.MAX_METADATA_VALUE));
  }

  private static RuntimeException noFilter() {
    return Fields.problem(
        ProblemCode.MISSING_FIELD,
        "filter",
        "the filter names nothing and would mean every job: name what you mean, such as"
            + " {\"status\":\"queued\"}");
  }

  private static <T> Optional<T> one(Fields fields, String name, T[] values) {
    List<String> known = Arrays.stream(values).map(T::toString).toList();
    return fields
        .text(name, MAX_TEXT)
        .map(text -> {
          if (!known.contains(text)) {
            throw Choice.unknown(ProblemCode.UNKNOWN_VALUE, name, text, known);
          }
          return values[known.indexOf(text)];
        });
  }

  private static <T> Optional<T> named(Fields fields, String name, Function<String, T> parse) {
    return fields.text(name, MAX_TEXT).map(text -> parsed(name, text, parse));
  }

  private static JobId job(String field, String text) {
    return parsed(field, text, JobId::parse);
  }

  private static <T> T parsed(String field, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw Fields.problem(ProblemCode.INVALID_NAME, field, field + ": " + e.getMessage());
    }
  }

  private static Duration age(String text) {
    Matcher parts = AGE.matcher(text);
    if (!parts.matches()) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_VALUE,
          "filter.older_than",
          "filter.older_than '" + Fields.clip(text) + "' is no time: use 90s, 15m, 24h or 7d");
    }
    long amount = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
