package dev.darkroom.gateway.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.storage.batch.BatchEnd;
import dev.darkroom.storage.hook.BatchLines;
import dev.darkroom.storage.hook.HookFilter;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of a webhook; what is empty stays as it is.
 *
 * @param enabled whether it is to work
 */
public record HookRequest(
    Optional<URI> url,
    Optional<List<String>> events,
    Optional<HookFilter> filter,
    Optional<String> description,
    Optional<Boolean> enabled) {
  private static final Set<String> NEW = Set.of("url", "events", "filter", "description");
  private static final Set<String> CHANGED =
      Set.of("url", "events", "filter", "description", "enabled");
  private static final Set<String> FILTER =
      Set.of(
          "filter.kinds", "filter.models", "filter.pools", "filter.metadata", "filter.batch_lines");
  private static final Duration DEFAULT_GRACE = Duration.ofDays(1);
  private static final Duration LONGEST_GRACE = Duration.ofDays(7);
  private static final int MAX_URL = 2_048;
  private static final int MAX_ITEMS = 32;
  private static final int MAX_NAME = 128;
  private static final int MAX_PAIRS = 16;
  private static final int MAX_VALUE = 512;
  private static final int MAX_DESCRIPTION = 500;

  /**
   * Reads the body of {@code POST /v1/webhooks}.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  public static HookRequest create(ObjectNode body) {
    Fields fields = new Fields(body);
    fields.refuseUnknown("a webhook", NEW);
    String url = fields.requiredText("url", MAX_URL);
    if (!fields.has("events")) {
      throw Fields.problem(
          ProblemCode.MISSING_FIELD, "events", "events is missing: use [\"*\"] for all of them");
    }
    return read(fields, Optional.of(url));
  }

  /**
   * Reads the body of {@code PATCH /v1/webhooks/{id}}.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  public static HookRequest change(ObjectNode body) {
    Fields fields = new Fields(body);
    fields.refuseUnknown("a webhook", CHANGED);
    return read(fields, fields.text("url", MAX_URL));
  }

  /** How long the old secret signs beside the new one: {@code POST /v1/webhooks/{id}/rotate}. */
  public static Duration grace(ObjectNode body) {
    Fields fields = new Fields(body);
    fields.refuseUnknown("a rotation", Set.of("grace_seconds"));
    return Duration.ofSeconds(
        fields.integer("grace_seconds", DEFAULT_GRACE.toSeconds(), 0, LONGEST_GRACE.toSeconds()));
  }

  /** Which delivery is to be sent again: {@code POST /v1/webhooks/{id}/replay}. */
  public static String delivery(ObjectNode body) {
    Fields fields = new Fields(body);
    fields.refuseUnknown("a replay", Set.of("delivery"));
    return fields.requiredText("delivery", MAX_NAME);
  }

  private static HookRequest read(Fields fields, Optional<String> url) {
    return new HookRequest(
        url.map(HookRequest::url),
        fields.has("events") ? Optional.of(events(fields)) : Optional.empty(),
        fields.object("filter").map(HookRequest::filter),
        fields.text("description", MAX_DESCRIPTION),
        fields.has("enabled") ? Optional.of(fields.flag("enabled", true)) : Optional.empty());
  }

  private static URI url(String text) {
    try {
      URI url = new URI(text);
      @Nullable String scheme = url.getScheme();
      boolean http = "https".equals(scheme) || "http".equals(scheme);
      if (http
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException _) {
      // Said below.
    }
    throw Fields.problem(
        ProblemCode.INVALID_URL,
        "url",
        "url '"
            + Fields.clip(text)
            + "' cannot be posted to: use https://host/path, without user and fragment");
  }

  private static List<String> events(Fields fields) {
    List<String> known = knownEvents();
    List<String> events = fields.list("events", MAX_ITEMS, MAX_NAME);
    if (events.isEmpty()) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE, "events", "events is empty: use [\"*\"] for all of them");
    }
    for (String event : events) {
      if (!known.contains(event)) {
        throw Choice.unknown(ProblemCode.UNKNOWN_VALUE, "events", event, known);
      }
    }
    return events.stream().distinct().toList();
  }

  private static List<String> knownEvents() {
    List<String> known = new ArrayList<>(List.of("*", "job.*", "batch.*"));
    Arrays.stream(JobStatus.values()).map(status -> "job." + status).forEach(known::add);
    Arrays.stream(BatchEnd.Outcome.values())
        .map(end -> "batch." + end.name().toLowerCase(Locale.ROOT))
        .forEach(known::add);
    return known;
  }

  private static HookFilter filter(Fields fields) {
    fields.refuseUnknown("a filter", FILTER);
    List<String> lines = Arrays.stream(BatchLines.values()).map(BatchLines::toString).toList();
    String said = fields.choice("filter.batch_lines", BatchLines.INCLUDE.toString(), lines);
    return new HookFilter(
        fields.list("filter.kinds", MAX_ITEMS, MAX_NAME).stream().map(HookRequest::kind).toList(),
        fields.list("filter.models", MAX_ITEMS, MAX_NAME),
        fields.list("filter.pools", MAX_ITEMS, MAX_NAME),
        fields.texts("filter.metadata", MAX_PAIRS, MAX_NAME, MAX_VALUE),
        BatchLines.valueOf(said.toUpperCase(Locale.ROOT)));
  }

  private static JobKind kind(String text) {
    return Arrays.stream(JobKind.values())
        .filter(kind -> kind.toString().equals(text))
        .findFirst()
        .orElseThrow(() ->
            Choice.unknown(
                ProblemCode.UNKNOWN_KIND,
                "filter.kinds",
                text,
                Arrays.stream(JobKind.values()).map(JobKind::toString).toList()));
  }
}
