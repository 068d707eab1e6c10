package dev.darkroom.deploy.bench;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.storage.log.KafkaClients;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import dev.darkroom.storage.log.Records;
import dev.darkroom.storage.log.ReportSender;
import dev.darkroom.storage.log.Topic;
import dev.darkroom.storage.log.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers as their scheduler sees them, on one thread and one consumer: hello, heartbeats, and of
 * every run its start and its end, all through the log. They read no spec and store no output,
 * which are the object store's to measure.
 */
final class BenchFleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BenchFleet.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration HEARTBEAT = Duration.ofSeconds(8);
  private static final Digest MANIFEST = Digest.of("nothing".getBytes(StandardCharsets.US_ASCII));

  private final KafkaClients clients;
  private final ReportSender sender;
  private final List<WorkerId> workers;
  private final Capabilities able;
  private final Consumer<JobId> leased;
  private final Thread thread;
  private volatile boolean open = true;

  private BenchFleet(
      KafkaClients clients, ReportSender sender, int count, int maxBatch, Consumer<JobId> leased) {
    this.clients = clients;
    this.sender = sender;
    this.leased = leased;
    workers = IntStream.range(0, count).mapToObj(i -> new WorkerId("bench-" + i, 1)).toList();
    able = new Capabilities(Set.of(JobKind.NOOP), "cpu", 1L << 30, Map.of()).withBatches(maxBatch);
    thread = Thread.ofPlatform().daemon().name("bench-fleet").unstarted(this::work);
  }

  /**
   * Lets so many workers join the default pool.
   *
   * @param maxBatch jobs of one lease
   * @param leased hears of each job as soon as its worker is told to run it
   */
  static BenchFleet start(
      KafkaClients clients, ReportSender sender, int count, int maxBatch, Consumer<JobId> leased) {
    BenchFleet fleet = new BenchFleet(clients, sender, count, maxBatch, leased);
    fleet.thread.start();
    return fleet;
  }

  private void work() {
    Topics topics = clients.settings().topics();
    List<TopicPartition> all =
        IntStream.range(0, topics.partitions())
            .mapToObj(p -> new TopicPartition(topics.name(Topic.ASSIGNMENTS), p))
            .toList();
    try (var consumer = clients.consumer(Isolation.COMMITTED, Lost.END)) {
      consumer.assign(all);
      consumer.seekToEnd(all);
      all.forEach(consumer::position); // fixes them now, before the workers say hello
      workers.forEach(worker -> report(new Report.Hello(worker, PoolRecord.DEFAULT, able)));
      long sequence = 0;
      long beat = System.nanoTime();
      while (open) {
        for (ConsumerRecord<byte[], byte[]> told : consumer.poll(POLL)) {
          if (Records.ASSIGNMENT.decode(told.value()) instanceof Assignment.Run run) {
            run(run);
          }
        }
        if (System.nanoTime() - beat > HEARTBEAT.toNanos()) {
          beat = System.nanoTime();
          beat(++sequence);
        }
      }
    }
  }

  private void beat(long sequence) {
    workers.forEach(
        worker -> report(new Report.Heartbeat(worker, sequence, List.of(), List.of(), false)));
  }

  private void run(Assignment.Run told) {
    for (Grant grant : told.grants()) {
      leased.accept(grant.header().id());
      report(new Report.RunStarted(told.worker(), grant.run()));
      report(new Report.RunSucceeded(told.worker(), grant.run(), MANIFEST, List.of(), 0));
    }
  }

  private void report(Report report) {
    var _ =
        sender
            .send(report, 0)
            .exceptionally(failure -> {
              LOG.error("a report of {} is lost", report.worker(), failure);
              return null;
            });
  }

  @Override
  public void close() {
    open = false;
    try {
      var _ = thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
