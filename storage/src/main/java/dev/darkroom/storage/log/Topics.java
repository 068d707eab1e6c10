package dev.darkroom.storage.log;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.Names;
import dev.darkroom.job.tenant.KeyRecord;
import java.util.Optional;

/**
 * What a farm's topics are called and how many partitions each has. The partition of a record is
 * always said, never left to a key's hash.
 *
 * @param prefix {@code darkroom}, unless several farms share a broker
 * @param partitions of every topic, for the farm's life
 */
public record Topics(String prefix, int partitions) {
  public static final Topics DEFAULT = new Topics("darkroom", 4);

  public Topics {
    if (!Names.valid(prefix)) {
      throw new IllegalArgumentException(
          "topic prefix '" + prefix + "' is not a name: use " + Names.RULE);
    }
    if (partitions < 1 || partitions > JobId.MAX_PARTITIONS) {
      throw new IllegalArgumentException(
          "partitions " + partitions + " is not in 1 … " + JobId.MAX_PARTITIONS);
    }
  }

  /** The name on the broker: {@code darkroom.commands}, …. */
  public String name(Topic topic) {
    return prefix + "." + topic.suffix();
  }

  /**
   * The name of a group or of a transactional id, which farms that share a broker must not have in
   * common. Under the default prefix it stands alone: logs know it so.
   */
  public String ownName(String name) {
    return prefix.equals(DEFAULT.prefix) ? name : prefix + "." + name;
  }

  /** Another partition that jobs are to go to by this command, where it names one. */
  public static Optional<Integer> sendsTo(Command command) {
    return switch (command) {
      case Command.Move move -> move.home();
      case Command.DeletePool delete -> delete.heirHome();
      case Command.Forward sent -> sendsTo(sent.asked());
      case Command.Submit _,
          Command.OfJob _,
          Command.SetTenant _,
          Command.OfOperator _,
          Command.OfPartition _,
          Command.CreateKey _,
          Command.RevokeKey _,
          Command.Question _ ->
          Optional.empty();
    };
  }

  /** Where a command belongs: the home of the job it speaks of, or the partition it names. */
  public static int partitionOf(Command command) {
    return switch (command) {
      case Command.Submit submit -> submit.header().id().partition();
      case Command.OfJob asked -> asked.job().partition();
      case Command.SetTenant said -> said.partition();
      case Command.OfOperator asked -> asked.partition();
      case Command.OfPartition sent -> sent.partition();
      case Command.CreateKey _, Command.RevokeKey _ -> KeyRecord.PARTITION;
      case Command.Question question -> question.partition();
    };
  }
}
