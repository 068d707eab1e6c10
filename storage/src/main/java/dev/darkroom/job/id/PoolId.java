package dev.darkroom.job.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A named group of workers that serve one queue: {@value Names#RULE}. */
public record PoolId(String value) implements Comparable<PoolId> {
  public PoolId {
    Names.check("pool", value);
  }

  @JsonCreator
  public static PoolId of(String value) {
    return new PoolId(value);
  }

  @Override
  public int compareTo(PoolId other) {
    return value.compareTo(other.value);
  }

  @JsonValue
  @Override
  public String toString() {
    return value;
  }
}
