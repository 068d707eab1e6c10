package dev.darkroom.farm;

import static org.awaitility.Awaitility.await;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.KafkaClients;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;

/** Two scheduler processes that share the two partitions of a farm; who is killed is replaced. */
final class SchedulerPair implements AutoCloseable {
  private static final Duration GROUP_LIMIT = Duration.ofSeconds(10);

  private final Farmyard farm;
  private final KafkaClients clients;
  private final Admin admin;
  private final String group;
  private final Map<String, Child> living = new HashMap<>();
  private int started;

  SchedulerPair(Farmyard farm) throws IOException {
    this.farm = farm;
    this.clients = new KafkaClients(farm.settings(Map.of()).stores().kafka(), "test");
    this.admin = clients.admin();
    this.group = clients.settings().topics().ownName("scheduler");
    fill();
  }

  /** Starts whom it takes to be two again. */
  void fill() throws IOException {
    while (living.size() < 2) {
      String name = "scheduler-" + ++started;
      living.put(name, farm.schedulerProcess(name));
    }
  }

  /** Kills the owner of a partition, as soon as each of the two has one. */
  void killOwnerOf(int partition) throws InterruptedException {
    String owner = owners().get(partition);
    Child victim = living.remove(owner);
    if (victim == null) {
      throw new AssertionError(owner + " owns partition " + partition + " and does not live");
    }
    victim.kill();
  }

  /** Returns when each of the two has a partition. */
  void awaitBalance() {
    await()
        .atMost(Farmyard.PATIENCE)
        .ignoreExceptionsInstanceOf(StorageException.class) // nobody has joined the group yet
        .until(() -> {
          Map<Integer, String> owners = owners();
          return owners.keySet().equals(Set.of(0, 1))
              && Set.copyOf(owners.values()).equals(living.keySet());
        });
  }

  /** Which process has which partition, as the group says. */
  private Map<Integer, String> owners() {
    ConsumerGroupDescription known =
        clients.await(
            admin.describeConsumerGroups(Set.of(group)).describedGroups().get(group), GROUP_LIMIT);
    Map<Integer, String> owners = new HashMap<>();
    for (MemberDescription member : known.members()) {
      for (TopicPartition commands : member.assignment().topicPartitions()) {
        owners.put(commands.partition(), member.clientId());
      }
    }
    return owners;
  }

  @Override
  public void close() {
    admin.close();
  }
}
