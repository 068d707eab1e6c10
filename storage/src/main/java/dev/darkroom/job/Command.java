package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What somebody asks of the scheduler. Each is answered by a {@link Reply} once the log has what it
 * changed.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Command.Submit.class, name = "submit"),
  @JsonSubTypes.Type(value = Command.Cancel.class, name = "cancel")
})
public sealed interface Command {
  CommandId id();

  /** Queue this job. A known job id is answered as the first time, and changes nothing. */
  record Submit(CommandId id, JobHeader header, SpecRef spec) implements Command {}

  /** Stop this job of this tenant. */
  record Cancel(CommandId id, TenantId tenant, JobId job, String reason) implements Command {}
}
