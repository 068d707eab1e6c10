package dev.darkroom.deploy.cli.job;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a job is asked to do, field by field. What was not given is left to the farm's defaults. */
public final class JobBody {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  JobBody(String kind, String model) {
    put("kind", kind);
    put("model", model);
  }

  /** Says this of the job; null: says nothing. */
  JobBody put(String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
    return this;
  }

  /** The fields as they are sent. */
  public Map<String, Object> fields() {
    return fields;
  }
}
