package dev.darkroom.gateway.hook;

import dev.darkroom.gateway.body.Json;
import dev.darkroom.gateway.hook.HookBook.Held;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.HookRequest;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.Deadline;
import dev.darkroom.storage.hook.Delivery;
import dev.darkroom.storage.hook.HookEntry;
import dev.darkroom.storage.hook.HookEvent;
import dev.darkroom.storage.hook.HookFilter;
import dev.darkroom.storage.hook.HookSecret;
import dev.darkroom.storage.hook.Webhook;
import dev.darkroom.storage.log.HookChange;
import dev.darkroom.storage.log.HookLog;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Where tenants register webhooks, look at their deliveries and ask for them again. It writes to
 * the log what was asked; whoever has the partition does it. Its calls block.
 */
public final class HookDesk {
  /** A webhook that another gateway was told of is shown here within less. */
  private static final Duration UNKNOWN = Duration.ofMillis(500);

  private static final Duration LOOK = Duration.ofMillis(25);
  private static final int ID_BYTES = 16;
  private static final int MAX_SECRETS = 4;

  private final HookLog log;
  private final HookBook book;
  private final AddressGuard guard;
  private final SecretBox box;
  private final HookSettings settings;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** A webhook and its newest secret, which is told this once. */
  public record Issued(Shown hook, String secret) {}

  /** A webhook, and why it is told nothing, where that is not its tenant's own wish. */
  public record Shown(Webhook hook, Optional<HookEntry.Closed> closed) {}

  /** Some deliveries, the newest first; whether there are more. */
  public record Deliveries(List<Delivery> deliveries, boolean hasMore) {}

  HookDesk(
      HookLog log,
      HookBook book,
      AddressGuard guard,
      HookSettings settings,
      InstantSource clock,
      RandomGenerator random) {
    this.log = log;
    this.book = book;
    this.guard = guard;
    this.box = new SecretBox(settings.keys(), random);
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Registers a webhook.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException ADDRESS_FORBIDDEN, ADDRESS_UNKNOWN or
   *     TOO_MANY_WEBHOOKS
   */
  public Issued create(TenantId tenant, HookRequest wanted) {
    URI url = wanted.url().orElseThrow();
    checkAddress(url);
    if (book.of(tenant).size() >= settings.limits().hooks()) {
      throw Problem.of(
              ProblemCode.TOO_MANY_WEBHOOKS,
              "the tenant has "
                  + settings.limits().hooks()
                  + " webhooks, all that it may have: delete one first")
          .exception();
    }
    Instant now = now();
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    HookSecret.Clear secret = fresh();
    Webhook hook =
        new Webhook(
            "wh_" + HexFormat.of().formatHex(id),
            tenant,
            url,
            wanted.events().orElseThrow(),
            wanted.filter().orElse(HookFilter.NONE),
            List.of(secret),
            wanted.description(),
            now,
            now,
            1,
            true);
    return new Issued(put(hook), secret.text());
  }

  /** A tenant's webhooks. */
  public List<Shown> all(TenantId tenant) {
    return book.of(tenant).stream().map(this::shown).toList();
  }

  /** A tenant's webhook; one that is not known is waited for a little. */
  public Optional<Shown> find(TenantId tenant, String id) {
    return waited(() -> book.find(id))
        .filter(hook -> hook.tenant().equals(tenant))
        .map(this::shown);
  }

  /**
   * Changes a webhook. Enabled again, it is told what happens from then on.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException ADDRESS_FORBIDDEN or ADDRESS_UNKNOWN
   */
  public Shown change(Webhook hook, HookRequest wanted) {
    wanted.url().ifPresent(this::checkAddress);
    Webhook changed =
        hook.changed(
            wanted.url().orElse(hook.url()),
            wanted.events().orElse(hook.events()),
            wanted.filter().orElse(hook.filter()),
            wanted.description().or(hook::description));
    boolean wake = wanted.enabled().orElse(false) && !book.works(hook);
    boolean rest = !wanted.enabled().orElse(true);
    return put(wake ? changed.enabledAt(now()) : rest ? changed.disabled() : changed);
  }

  /** Gives a webhook a new secret; the old ones sign beside it until {@code grace} is over. */
  public Issued rotate(Webhook hook, Duration grace) {
    Instant now = now();
    Instant until = now.plus(grace);
    List<HookSecret> secrets = new ArrayList<>();
    HookSecret.Clear fresh = fresh();
    secrets.add(fresh);
    hook.secrets().stream()
        .map(old -> old.until(old.until().filter(until::isAfter).orElse(until)))
        .filter(old -> old.signsAt(now))
        .limit(MAX_SECRETS - 1)
        .forEach(secrets::add);
    return new Issued(put(hook.with(secrets)), fresh.text());
  }

  /** Lets a webhook be gone, and its deliveries with it. */
  public void delete(Webhook hook) {
    for (String key : List.of(HookEntry.hookKey(hook.id()), HookEntry.closedKey(hook.id()))) {
      log.forget(Webhook.PARTITION, key);
      book.written(HookChange.forget(Webhook.PARTITION, key));
    }
  }

  /**
   * Has a webhook told that this is a test.
   *
   * @return the id of the delivery that comes of it
   * @throws dev.darkroom.gateway.problem.ProblemException WEBHOOK_DISABLED
   */
  public String test(Webhook hook) {
    checkWorks(hook);
    Instant now = now();
    String type = "webhook.test";
    String data =
        Json.text(Map.of("id", hook.id(), "object", "webhook", "message", "this is a test"));
    HookEvent event =
        new HookEvent(
            "test-" + hook.id() + "-" + now.toEpochMilli(),
            type,
            hook.id(),
            hook.tenant(),
            now,
            Map.of(),
            data,
            Optional.of(hook.id()));
    log.put(Math.floorMod(hook.id().hashCode(), log.partitions()), new HookEntry.Told(event));
    return Delivery.idOf(hook.id(), type, hook.id(), now);
  }

  /** A webhook's delivery. */
  public Optional<Delivery> delivery(Webhook hook, String id) {
    return book.delivery(id).map(Held::delivery).filter(d -> d.hook().equals(hook.id()));
  }

  /**
   * A webhook's deliveries, the newest first.
   *
   * @param after the id that the page before ended with
   */
  public Deliveries deliveries(
      Webhook hook, Predicate<Delivery> wanted, Optional<String> after, int limit) {
    Optional<Held> last = after.flatMap(book::delivery);
    List<Delivery> found =
        book.page(hook.id(), wanted, last, limit + 1).stream().map(Held::delivery).toList();
    return new Deliveries(found.subList(0, Math.min(limit, found.size())), found.size() > limit);
  }

  /**
   * Has a delivery sent again, under its id.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException WEBHOOK_DISABLED
   */
  public void replay(Webhook hook, Delivery delivery) {
    checkWorks(hook);
    book.delivery(delivery.id())
        .ifPresent(held -> log.put(held.partition(), new HookEntry.Again(delivery.id(), now())));
  }

  private void checkWorks(Webhook hook) {
    if (!book.works(hook)) {
      throw Problem.of(
              ProblemCode.WEBHOOK_DISABLED,
              "the webhook is disabled: PATCH it with {\"enabled\":true} first")
          .exception();
    }
  }

  private void checkAddress(URI url) {
    try {
      var _ = guard.addresses(url.getHost());
    } catch (AddressGuard.Forbidden e) {
      throw Problem.of(
              e.unknown() ? ProblemCode.ADDRESS_UNKNOWN : ProblemCode.ADDRESS_FORBIDDEN,
              "url",
              String.valueOf(e.getMessage()))
          .exception();
    }
  }

  private HookSecret.Clear fresh() {
    return new HookSecret.Clear(Signature.secret(random), Optional.empty());
  }

  /** Writes a webhook; what an older key or none has sealed is sealed anew by this. */
  private Shown put(Webhook wanted) {
    Webhook hook = box.seal(wanted);
    HookEntry entry = new HookEntry.Registered(hook);
    log.put(Webhook.PARTITION, entry);
    book.written(HookChange.put(Webhook.PARTITION, entry));
    return shown(hook);
  }

  private Shown shown(Webhook hook) {
    return new Shown(hook, book.closed(hook));
  }

  private static <T> Optional<T> waited(Supplier<Optional<T>> look) {
    Deadline deadline = Deadline.after(UNKNOWN);
    Optional<T> found = look.get();
    while (found.isEmpty() && !deadline.passed()) {
      Deadline.pause(LOOK);
      found = look.get();
    }
    return found;
  }

  /** As the log keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
