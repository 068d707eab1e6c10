package dev.darkroom.deploy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.log.KafkaLog;
import dev.darkroom.storage.log.KafkaSettings;
import dev.darkroom.storage.log.SpecLog;
import dev.darkroom.storage.log.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  private static final JobSpec SPEC = Samples.generation();

  @TempDir Path folder;

  @Test
  void aTakenPortIsNamedWithTheOptionThatChangesIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatExceptionOfType(EmbeddedException.class)
          .isThrownBy(
              () -> EmbeddedKafka.start(EmbeddedKafka.Settings.of(folder, port, FreePorts.find())))
          .withMessage(
              "port " + port + " is taken by another program: choose another with --kafka-port");
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesAKillAndARestartOnOtherPorts() throws Exception {
    Path note = folder.resolve("spec-offset");
    List<Integer> ports = FreePorts.find(2);
    Process victim =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                KafkaVictim.class.getName(),
                folder.resolve("kafka").toString(),
                ports.get(0).toString(),
                ports.get(1).toString(),
                note.toString())
            .inheritIO()
            .start();
    assertThat(victim.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(victim.exitValue()).as("it was killed").isNotZero();
    long offset = Long.parseLong(Files.readString(note));

    List<Integer> others = FreePorts.find(2);
    try (EmbeddedKafka again =
            EmbeddedKafka.start(
                EmbeddedKafka.Settings.of(folder.resolve("kafka"), others.get(0), others.get(1)));
        KafkaLog log =
            KafkaLog.open(KafkaSettings.of(again.bootstrap()), "again", UUID::randomUUID);
        SpecLog specs = log.specs()) {
      SpecRef first = KafkaVictim.ref(offset);
      assertThat(specs.read(first)).isEqualTo(SPEC);
      // And it goes on taking records.
      SpecRef next = specs.write(Samples.job(1, 0), SPEC, Samples.DIGEST);
      assertThat(next.offset()).isEqualTo(offset + 1);
    }
  }

  @Test
  void aLogWhoseTopicsHaveOtherPartitionsIsRefused() {
    String prefix = Servers.freshName();
    String bootstrap = Servers.kafka().bootstrap();
    KafkaSettings two = KafkaSettings.of(bootstrap).with(new Topics(prefix, 2));
    KafkaLog.open(two, "first", UUID::randomUUID).close();
    KafkaSettings three = two.with(new Topics(prefix, 3));
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> KafkaLog.open(three, "second", UUID::randomUUID))
        .withMessage(
            "topic %s has 2 partitions and kafka.partitions says 3: set it to 2",
            prefix + ".commands");
  }

  @Test
  void aBrokerThatIsNotThereIsNamedWithinTheConnectTimeout() {
    String nobody = "127.0.0.1:" + FreePorts.find();
    KafkaSettings settings =
        KafkaSettings.of(nobody)
            .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));
    long begun = System.nanoTime();
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> KafkaLog.open(settings, "lonely", UUID::randomUUID))
        .withMessageContaining("Kafka at " + nobody + " does not answer")
        .withMessageEndingWith("start it, or set kafka.bootstrap")
        .extracting(StorageException::code)
        .isEqualTo(Code.UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }
}
