package dev.darkroom.deploy.embedded;

import dev.darkroom.job.id.SpecRef;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.log.KafkaLog;
import dev.darkroom.storage.log.KafkaSettings;
import dev.darkroom.storage.log.SpecLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A process with an embedded broker that writes one spec and is killed at once. */
final class KafkaVictim {
  private static final UUID NONCE = new UUID(3, 4);

  private KafkaVictim() {}

  static SpecRef ref(long offset) {
    return new SpecRef(Samples.job(1, 0) + "/" + NONCE, 0, offset, Samples.DIGEST);
  }

  /** Arguments: folder, port, controller port, the file that gets the spec's offset. */
  public static void main(String[] args) throws Exception {
    EmbeddedKafka kafka =
        EmbeddedKafka.start(
            EmbeddedKafka.Settings.of(
                Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2])));
    KafkaLog log = KafkaLog.open(KafkaSettings.of(kafka.bootstrap()), "victim", () -> NONCE);
    SpecLog specs = log.specs();
    SpecRef ref = specs.write(Samples.job(1, 0), Samples.generation(), Samples.DIGEST);
    Files.writeString(Path.of(args[3]), Long.toString(ref.offset()));
    new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
        .start()
        .waitFor();
  }
}
