package dev.darkroom.deploy.embedded;

import dev.darkroom.storage.log.KafkaLogUnderTest;
import dev.darkroom.storage.log.LogContract;
import dev.darkroom.storage.log.LogUnderTest;
import dev.darkroom.storage.log.Topics;

/** The log's contract on the embedded broker. */
class KafkaLogTest extends LogContract {
  @Override
  protected LogUnderTest open() {
    return new KafkaLogUnderTest(
        Servers.kafka().bootstrap(), new Topics(Servers.freshName(), PARTITIONS));
  }
}
