package dev.darkroom.storage.log;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The state topic over Kafka. */
final class KafkaStateFeed implements StateFeed {
  private final CompactedReader reader;

  KafkaStateFeed(KafkaClients clients) {
    this.reader = new CompactedReader(clients, Topic.STATE);
  }

  @Override
  public List<StateRecord> poll(Duration wait) {
    return reader.poll(
        wait,
        r ->
            new StateRecord(
                r.partition(),
                r.offset(),
                Records.key(r.key()),
                Optional.ofNullable(r.value()).map(Records.STATE::decode)));
  }

  @Override
  public boolean caughtUp() {
    return reader.caughtUp();
  }

  @Override
  public void mark() {
    reader.mark();
  }

  @Override
  public void close() {
    reader.close();
  }
}
