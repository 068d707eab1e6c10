package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * The scheduler's answer to a {@link Command}, committed together with what the command changed.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Reply.Accepted.class, name = "accepted"),
  @JsonSubTypes.Type(value = Reply.Done.class, name = "done"),
  @JsonSubTypes.Type(value = Reply.Explained.class, name = "explained"),
  @JsonSubTypes.Type(value = Reply.Quoted.class, name = "quoted"),
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
