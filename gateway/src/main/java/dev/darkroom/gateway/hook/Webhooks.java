package dev.darkroom.gateway.hook;

import dev.darkroom.gateway.batch.BatchListener;
import dev.darkroom.storage.log.HookLog;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's part in webhooks: the desk that tenants come to, and the courier. */
public final class Webhooks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

  private final HookClient client;
  private final Courier courier;
  private final HookDesk desk;
  private final BatchListener batches;

  private Webhooks(HookClient client, Courier courier, HookDesk desk, BatchListener batches) {
    this.client = client;
    this.courier = courier;
    this.desk = desk;
    this.batches = batches;
  }

  /**
   * Starts delivering.
   *
   * @param random a cryptographic source
   */
  public static Webhooks start(
      HookLog log, HookSettings settings, InstantSource clock, RandomGenerator random) {
    AddressGuard guard = new AddressGuard(settings.allow(), InetAddress::getAllByName);
    HookClient client =
        new HookClient(settings.limits().total(), settings.timeout(), Optional.empty());
    HookBook book = new HookBook();
    if (settings.keys().isEmpty()) {
      LOG.warn(
          "webhooks.secret-key is not set: whoever reads the log can read the secrets of webhooks:"
              + " set it to what `openssl rand -base64 32` prints, the same for every gateway");
    }
    Sender sender =
        new Sender(
            guard, new SecretBox(settings.keys(), random), client, settings.timeout(), clock);
    return new Webhooks(
        client,
        new Courier(log, book, sender, settings, clock, random),
        new HookDesk(log, book, guard, settings, clock, random),
        new BatchTeller(log));
  }

  public HookDesk desk() {
    return desk;
  }

  /** Hears of batches that have ended. */
  public BatchListener batches() {
    return batches;
  }

  /** How often the work had to begin anew because the log failed. */
  public long failures() {
    return courier.failures();
  }

  @Override
  public void close() {
    courier.close();
    client.close();
  }
}
