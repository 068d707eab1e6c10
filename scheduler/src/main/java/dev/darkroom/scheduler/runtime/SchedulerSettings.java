package dev.darkroom.scheduler.runtime;

import dev.darkroom.job.id.Names;
import dev.darkroom.scheduler.core.policy.Checks;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.storage.log.KafkaSettings;
import java.time.Duration;

/**
 * How one scheduler process runs.
 *
 * @param name of this process, in the broker's logs and the consumer group
 * @param group the consumer group whose members share the partitions: one a farm
 * @param sessionTimeout silence after which the group gives this process's partitions to others
 * @param idleWait the longest wait for something to read; a shutdown takes no longer
 */
public record SchedulerSettings(
    KafkaSettings kafka,
    SchedulerPolicy policy,
    String name,
    String group,
    Duration sessionTimeout,
    Duration idleWait) {
  public SchedulerSettings {
    check("scheduler.name", name);
    check("scheduler.group", group);
    Checks.positive("scheduler.session-timeout", sessionTimeout);
    Checks.positive("scheduler.idle-wait", idleWait);
    if (kafka.transactionTimeout().compareTo(policy.lease()) >= 0) {
      // A dead scheduler's open transaction hides renewals from workers until the broker ends it.
      throw new IllegalArgumentException(
          "kafka.transaction-timeout is %s and scheduler.lease %s: the time-out must be shorter"
              .formatted(kafka.transactionTimeout(), policy.lease()));
    }
  }

  /** The defaults: leases of 30 s, one scheduler. */
  public static SchedulerSettings of(KafkaSettings kafka) {
    return new SchedulerSettings(
        kafka,
        SchedulerPolicy.DEFAULT,
        "scheduler",
        "scheduler",
        Duration.ofSeconds(10),
        Duration.ofMillis(500));
  }

  /** The consumer group, which no other farm on the broker has. */
  String groupId() {
    return kafka.topics().ownName(group);
  }

  public SchedulerSettings with(SchedulerPolicy other) {
    return new SchedulerSettings(kafka, other, name, group, sessionTimeout, idleWait);
  }

  public SchedulerSettings named(String other) {
    return new SchedulerSettings(kafka, policy, other, group, sessionTimeout, idleWait);
  }

  public SchedulerSettings withSessionTimeout(Duration other) {
    return new SchedulerSettings(kafka, policy, name, group, other, idleWait);
  }

  private static void check(String setting, String value) {
    if (!Names.valid(value)) {
      throw new IllegalArgumentException(setting + " is '" + value + "': use " + Names.RULE);
    }
  }
}
