package dev.darkroom.gateway;

import dev.darkroom.gateway.auth.KeyText;
import dev.darkroom.gateway.hook.HookSettings;
import dev.darkroom.gateway.hook.Network;
import dev.darkroom.gateway.hook.SealingKey;
import dev.darkroom.gateway.request.RequestLimits;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.tenant.Role;
import dev.darkroom.storage.log.InMemoryLog;
import dev.darkroom.storage.log.StateEntry;
import dev.darkroom.storage.object.InMemoryObjectStore;
import dev.darkroom.storage.progress.InMemoryProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A real gateway on a real port over stores in memory and a scheduler that a test plays. */
final class Farm implements AutoCloseable {
  static final String KEY = "dk_the-key-of-the-default-tenant";
  static final String OTHER_KEY = "dk_0000000000000001_the-key-of-somebody-else";

  final InMemoryLog log = new InMemoryLog(4);
  final InMemoryProgress progress = new InMemoryProgress();
  final InMemoryObjectStore objects = new InMemoryObjectStore();
  final FakeModels models = new FakeModels();
  final FakeScheduler scheduler = new FakeScheduler(log);
  final GatewayService gateway;

  final GatewaySettings settings;

  private Farm(GatewaySettings settings) {
    this.settings = settings;
    log.put(
        KeyRecord.PARTITION,
        new StateEntry.KeyEntry(
            new KeyRecord(
                KeyText.idOf(OTHER_KEY).orElseThrow(),
                TenantId.of("other"),
                Role.TRAINER,
                KeyText.hash(OTHER_KEY),
                FakeScheduler.now())));
    gateway = start(settings);
  }

  static Farm start() {
    return start(settings -> settings);
  }

  /** One that takes jobs. */
  static Farm ready() {
    Farm farm = start();
    Awaitility.await().until(() -> farm.client().get("/readyz").status() == 200);
    return farm;
  }

  static Farm start(UnaryOperator<GatewaySettings> change) {
    return new Farm(change.apply(settings()));
  }

  /** Short waits, so that tests of what does not come are short. */
  static GatewaySettings settings() {
    return GatewaySettings.onPort(0)
        .withApiKey(KEY)
        .with(RequestLimits.DEFAULT.withNoop(true))
        .with(
            new GatewaySettings.Times(
                Duration.ofMillis(300),
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                Duration.ofMillis(300),
                Duration.ofHours(1),
                Duration.ZERO))
        .with(
            HookSettings.DEFAULT
                .allowing(List.of(Network.parse("127.0.0.0/8")))
                .sealing(List.of(SealingKey.parse(SealingKey.draw(new Random(1)))))
                .with(new HookSettings.Limits(1_000, 4, 16, 64, 50, 10)));
  }

  /** Another gateway of the same farm. */
  GatewayService start(GatewaySettings settings) {
    return GatewayService.start(settings, backends());
  }

  /** The farm's stores; the feed is each gateway's own. */
  Backends backends() {
    return new Backends(
        log.specs(),
        log.commandSender(),
        log.stateFeed(),
        progress,
        objects,
        models,
        log.hooks(),
        log.audit());
  }

  /** A client with the default tenant's key. */
  Client client() {
    return Client.of(gateway, Optional.of(KEY));
  }

  /** A client of another tenant. */
  Client stranger() {
    return Client.of(gateway, Optional.of(OTHER_KEY));
  }

  /** A client without a key. */
  Client nobody() {
    return Client.of(gateway, Optional.empty());
  }

  @Override
  public void close() {
    gateway.close();
  }
}
