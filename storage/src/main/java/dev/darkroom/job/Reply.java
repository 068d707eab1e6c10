package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * The scheduler's answer to a {@link Command}, committed together with what the command changed.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Reply.Accepted.class, name = "accepted"),
  @JsonSubTypes.Type(value = Reply.Done.class, name = "done"),
  @JsonSubTypes.Type(value = Reply.Refused.class, name = "refused")
})
public sealed interface Reply {
  CommandId command();

  /** Done, to something that is no job. */
  record Done(CommandId command, boolean repeated) implements Reply {}

  /**
   * Done. {@code job} is its state after the command. {@code repeated}: an earlier sending had done
   * it already.
   */
  record Accepted(CommandId command, JobRecord job, boolean repeated) implements Reply {}

  /** Not done, and why. */
  record Refused(CommandId command, Refusal refusal) implements Reply {}
}
