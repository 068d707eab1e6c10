package dev.darkroom.job.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Whose job it is: {@value Names#RULE}. */
public record TenantId(String value) implements Comparable<TenantId> {
  public TenantId {
    Names.check("tenant", value);
  }

  @JsonCreator
  public static TenantId of(String value) {
    return new TenantId(value);
  }

  @Override
  public int compareTo(TenantId other) {
    return value.compareTo(other.value);
  }

  @JsonValue
  @Override
  public String toString() {
    return value;
  }
}
