package dev.darkroom.farm;

import dev.darkroom.deploy.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker in a process of its own, to be killed. */
final class BrokerProcess {
  private BrokerProcess() {}

  /** Arguments: folder, port, controller port. */
  public static void main(String[] args) throws Exception {
    try (EmbeddedKafka kafka =
        EmbeddedKafka.start(
            EmbeddedKafka.Settings.of(
                Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2])))) {
      System.out.println("broker " + kafka.bootstrap());
      new CountDownLatch(1).await();
    }
  }
}
