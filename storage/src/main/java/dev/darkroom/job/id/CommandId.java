package dev.darkroom.job.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one sending of a command, so that its sender finds the reply. */
public record CommandId(UUID value) {
  @JsonCreator
  public static CommandId parse(String text) {
    return new CommandId(UUID.fromString(text));
  }

  /** Of what a scheduler says about a job and nobody waits for. */
  public static CommandId about(JobId job) {
    return new CommandId(new UUID(job.high(), job.low()));
  }

  @JsonValue
  @Override
  public String toString() {
    return value.toString();
  }
}
