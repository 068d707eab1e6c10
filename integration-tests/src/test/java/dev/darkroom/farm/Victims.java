package dev.darkroom.farm;

import static org.awaitility.Awaitility.await;

import dev.darkroom.client.FarmAddress;
import dev.darkroom.deploy.embedded.EmbeddedRedis;
import dev.darkroom.deploy.embedded.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one farm that can be killed at any moment and come back where they were: its broker,
 * its Redis and its gateway, each a process. All of them go at the end.
 */
final class Victims implements AutoCloseable {
  private final Path folder;
  private final List<Integer> ports = FreePorts.find(4);
  private @Nullable Child broker;
  private @Nullable EmbeddedRedis redis;
  private @Nullable Child gateway;
  private int starts;

  /**
   * Brings broker and Redis up.
   *
   * @param folder what they keep
   */
  Victims(Path folder) throws Exception {
    this.folder = Files.createDirectories(folder);
    startBroker();
    startRedis();
  }

  /** An empty farm that stands on them. */
  Farmyard farm(Duration lease) {
    Farmyard farm = Farmyard.ofLease(lease);
    farm.set("kafka.bootstrap", "127.0.0.1:" + ports.get(0));
    farm.set("redis.url", "redis://127.0.0.1:" + ports.get(2));
    return farm;
  }

  /** The first gateway, where it is reached; all later ones are reached there too. */
  FarmAddress startFirstGateway(Farmyard farm) throws IOException {
    gateway = farm.process("gateway", "--gateway.port=" + ports.get(3));
    FarmAddress address = Farmyard.addressOf(gateway);
    farm.set("gateway.key", address.key());
    return address;
  }

  void killGateway(Farmyard farm) throws Exception {
    dead(gateway).kill();
    gateway = farm.process("gateway", "--gateway.port=" + ports.get(3));
  }

  /**
   * @param away before it is back
   */
  void killRedis(Duration away) throws Exception {
    EmbeddedRedis victim = Objects.requireNonNull(redis);
    ProcessHandle.of(victim.pid()).ifPresent(ProcessHandle::destroyForcibly);
    victim.awaitEnd();
    Thread.sleep(away);
    startRedis();
  }

  void killBroker() throws Exception {
    dead(broker).kill();
    startBroker();
  }

  private static Child dead(@Nullable Child child) {
    if (child == null) {
      throw new IllegalStateException("it was never started");
    }
    return child;
  }

  private void startBroker() throws IOException {
    Path log = folder.resolve("broker-" + ++starts + ".log");
    Child started =
        Child.start(
            log,
            BrokerProcess.class.getName(),
            List.of(
                folder.resolve("kafka").toString(),
                Integer.toString(ports.get(0)),
                Integer.toString(ports.get(1))));
    broker = started;
    await().atMost(Farmyard.PATIENCE).until(() -> started.said().contains("broker 127.0.0.1"));
  }

  private void startRedis() {
    redis = EmbeddedRedis.start(EmbeddedRedis.Settings.of(folder.resolve("redis"), ports.get(2)));
  }

  @Override
  public void close() {
    if (gateway != null) {
      gateway.close();
    }
    if (redis != null) {
      redis.close();
    }
    if (broker != null) {
      broker.close();
    }
  }
}
