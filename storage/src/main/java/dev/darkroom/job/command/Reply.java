package dev.darkroom.job.command;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.JobId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The scheduler's answer to a {@link Command}, committed together with what the command changed.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Reply.Accepted.class, name = "accepted"),
  @JsonSubTypes.Type(value = Reply.Queued.class, name = "queued"),
  @JsonSubTypes.Type(value = Reply.Done.class, name = "done"),
  @JsonSubTypes.Type(value = Reply.Explained.class, name = "explained"),
  @JsonSubTypes.Type(value = Reply.Quoted.class, name = "quoted"),
  @JsonSubTypes.Type(value = Reply.Refused.class, name = "refused")
})
public sealed interface Reply {
  CommandId command();

  /** The job of which the command was taken; empty where it was refused, or spoke of none. */
  @JsonIgnore
  default Optional<JobId> accepted() {
    return switch (this) {
      case Accepted accepted -> Optional.of(accepted.job().header().id());
      case Queued queued -> Optional.of(queued.job());
      case Done _, Explained _, Quoted _, Refused _ -> Optional.empty();
    };
  }

  /** Done, to something that is no job. */
  record Done(CommandId command, boolean repeated) implements Reply {}

  /**
   * Done. {@code job} is its state after the command. {@code repeated}: an earlier sending had done
   * it already.
   */
  record Accepted(CommandId command, JobRecord job, boolean repeated) implements Reply {}

  /**
   * A submit was accepted and its job waits since then: its record is {@link JobRecord#accepted} of
   * what was submitted, which whoever sent it knows.
   */
  record Queued(CommandId command, JobId job, Instant at) implements Reply {}

  /** How jobs stand; those that are not the asker's, or have ended, are left out. */
  record Explained(CommandId command, List<Prospect> prospects) implements Reply {
    public Explained {
      prospects = List.copyOf(prospects);
    }
  }

  /** What would become of a job in each pool of the partition. */
  record Quoted(CommandId command, List<PoolQuote> pools) implements Reply {
    public Quoted {
      pools = List.copyOf(pools);
    }
  }

  /** Not done, and why. */
  record Refused(CommandId command, Refusal refusal) implements Reply {}
}
