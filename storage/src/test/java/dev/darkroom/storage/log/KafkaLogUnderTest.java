package dev.darkroom.storage.log;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The real log, with a plain producer in the scheduler's place. */
public final class KafkaLogUnderTest implements LogUnderTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaClients clients;
  private final KafkaLog log;
  private final Producer<byte[], byte[]> scheduler;

  /** A log on topics of its own, below this prefix. */
  public KafkaLogUnderTest(String bootstrap, Topics topics) {
    KafkaSettings settings = KafkaSettings.of(bootstrap).with(topics);
    log = KafkaLog.open(settings, "log-under-test", UUID::randomUUID);
    clients = new KafkaClients(settings, "scheduler-in-test");
    scheduler = clients.producer();
  }

  @Override
  public SpecLog specs() {
    return log.specs();
  }

  @Override
  public CommandSender commandSender() {
    return log.commandSender();
  }

  @Override
  public ReportSender reportSender() {
    return log.reportSender();
  }

  @Override
  public AssignmentFeed assignmentFeed(WorkerId worker) {
    return log.assignmentFeed(worker);
  }

  @Override
  public HookLog hooks() {
    return log.hooks();
  }

  @Override
  public AuditLog audit() {
    return log.audit();
  }

  @Override
  public StateFeed stateFeed() {
    return log.stateFeed();
  }

  @Override
  public List<Command> commands(int partition) {
    return read(Topic.COMMANDS, partition, Records.COMMAND);
  }

  @Override
  public List<Report> reports(int partition) {
    return read(Topic.REPORTS, partition, Records.REPORT);
  }

  @Override
  public void reply(int partition, Reply reply) {
    write(Topic.REPLIES, partition, "", Records.REPLY.encode(reply));
  }

  @Override
  public void assign(Assignment assignment) {
    int partition = assignment.worker().assignmentPartition(topics().partitions());
    write(Topic.ASSIGNMENTS, partition, "", Records.ASSIGNMENT.encode(assignment));
  }

  @Override
  public void put(int partition, StateEntry entry) {
    write(Topic.STATE, partition, entry.key(), Records.STATE.encode(entry));
  }

  @Override
  public void forget(int partition, String key) {
    write(Topic.STATE, partition, key, null);
  }

  @Override
  public void forgetSpec(int partition, String key) {
    write(Topic.SPECS, partition, key, null);
  }

  @Override
  public void close() {
    scheduler.close(LIMIT);
    log.close();
  }

  private Topics topics() {
    return clients.settings().topics();
  }

  private void write(Topic topic, int partition, String key, byte[] value) {
    clients.await(
        scheduler.send(
            new ProducerRecord<>(topics().name(topic), partition, Records.key(key), value)),
        LIMIT);
  }

  private <T> List<T> read(Topic topic, int partition, Json<T> json) {
    TopicPartition from = new TopicPartition(topics().name(topic), partition);
    List<T> read = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer =
        clients.consumer(Isolation.COMMITTED, Lost.BEGINNING)) {
      consumer.assign(List.of(from));
      consumer.seekToBeginning(List.of(from));
      long end = consumer.endOffsets(List.of(from)).get(from);
      long giveUp = System.nanoTime() + LIMIT.toNanos();
      while (consumer.position(from) < end && System.nanoTime() < giveUp) {
        consumer.poll(POLL).forEach(r -> read.add(json.decode(r.value())));
      }
    }
    return read;
  }
}
