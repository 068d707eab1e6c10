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
  @JsonSubTypes.Type(value = Command.Cancel.class, name = "cancel"),
  @JsonSubTypes.Type(value = Command.Pause.class, name = "pause"),
  @JsonSubTypes.Type(value = Command.Resume.class, name = "resume"),
  @JsonSubTypes.Type(value = Command.Retry.class, name = "retry"),
  @JsonSubTypes.Type(value = Command.SetTenant.class, name = "set_tenant")
})
public sealed interface Command {
  CommandId id();

  /** Queue this job. A known job id is answered as the first time, and changes nothing. */
  record Submit(CommandId id, JobHeader header, SpecRef spec) implements Command {}

  /** What a tenant asks about a job that was accepted. */
  sealed interface OfJob extends Command {
    TenantId tenant();

    JobId job();
  }

  /** Stop this job of this tenant. */
  record Cancel(CommandId id, TenantId tenant, JobId job, String reason) implements OfJob {}

  /** Let this training wait; one that runs saves a checkpoint first. */
  record Pause(CommandId id, TenantId tenant, JobId job, String reason) implements OfJob {}

  /** Let this paused job queue again, at its old place. */
  record Resume(CommandId id, TenantId tenant, JobId job) implements OfJob {}

  /** Queue this job again, which has ended without a result: as if nothing had failed before. */
  record Retry(CommandId id, TenantId tenant, JobId job) implements OfJob {}

  /**
   * Hold this tenant to this from now on. The same is said to every partition, each with an id of
   * its own.
   */
  record SetTenant(CommandId id, int partition, TenantRecord tenant) implements Command {}
}
