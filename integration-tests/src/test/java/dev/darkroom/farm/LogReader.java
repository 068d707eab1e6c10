package dev.darkroom.farm;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobState;
import dev.darkroom.storage.log.KafkaClients;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import dev.darkroom.storage.log.KafkaSettings;
import dev.darkroom.storage.log.Records;
import dev.darkroom.storage.log.StateEntry;
import dev.darkroom.storage.log.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a farm's log says when all of it is read. */
record LogReader(KafkaSettings kafka) {

  /** How often each job ended. */
  Map<String, Integer> ends() {
    Map<String, Integer> ends = new HashMap<>();
    read(
        Topic.EVENTS,
        record -> {
          var entry = Records.EVENT.decode(record.value());
          ends.merge(entry.job().toString(), isEnd(entry.event()) ? 1 : 0, Integer::sum);
        });
    return ends;
  }

  private static boolean isEnd(JobEvent event) {
    return event instanceof JobEvent.Succeeded
        || event instanceof JobEvent.Failed
        || event instanceof JobEvent.Canceled
        || event instanceof JobEvent.Expired;
  }

  /** The partitions that have each job, and not only where it went. */
  Map<String, Set<Integer>> homes() {
    Map<String, Set<Integer>> homes = new HashMap<>();
    read(
        Topic.STATE,
        record -> {
          if (record.value() != null
              && Records.STATE.decode(record.value()) instanceof StateEntry.JobEntry(var job)) {
            Set<Integer> known =
                homes.computeIfAbsent(job.header().id().toString(), _ -> new HashSet<>());
            if (job.state() instanceof JobState.MovedOut) {
              known.remove(record.partition());
            } else {
              known.add(record.partition());
            }
          }
        });
    return homes;
  }

  private void read(Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (var log = new KafkaClients(kafka, "test").consumer(Isolation.COMMITTED, Lost.BEGINNING)) {
      List<TopicPartition> all =
          IntStream.range(0, kafka.topics().partitions())
              .mapToObj(p -> new TopicPartition(kafka.topics().name(topic), p))
              .toList();
      log.assign(all);
      log.seekToBeginning(all);
      Map<TopicPartition, Long> upTo = log.endOffsets(all);
      while (all.stream().anyMatch(p -> log.position(p) < upTo.getOrDefault(p, 0L))) {
        log.poll(Duration.ofMillis(200)).forEach(each);
      }
    }
  }
}
