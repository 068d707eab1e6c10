package dev.darkroom.storage.hook;

import dev.darkroom.job.spec.JobKind;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.audit.AuditEntry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One of each record of the hooks and audit topics. */
public final class HookSamples {
  private static final String HOOK = "wh_" + "0a".repeat(16);
  private static final String DELIVERY = "msg_" + "1b".repeat(16);

  private HookSamples() {}

  public static Webhook hook() {
    return new Webhook(
        HOOK,
        Samples.TENANT,
        URI.create("https://receiver.example/hooks"),
        List.of("job.succeeded", "batch.*"),
        new HookFilter(
            List.of(JobKind.GENERATION),
            List.of("shapes-ldm"),
            List.of("default"),
            Map.of("project", "a"),
            BatchLines.EXCLUDE),
        List.of(
            new HookSecret.Clear("whsec_bmV3", Optional.empty()),
            new HookSecret.Clear("whsec_b2xk", Optional.of(Samples.AT.plus(Duration.ofDays(1))))),
        Optional.of("the studio's own"),
        Samples.AT,
        Samples.AT,
        1,
        true);
  }

  /** The same with secrets that are sealed. */
  public static Webhook sealedHook() {
    Instant end = Samples.AT.plus(Duration.ofDays(1));
    return hook()
        .with(
            List.of(
                new HookSecret.Sealed("1a2b3c4d", "bm9uY2UgYW5kIGJveA==", Optional.empty()),
                new HookSecret.Sealed("5e6f7a8b", "b2xkZXI=", Optional.of(end))));
  }

  public static Delivery delivery(DeliveryState state) {
    HookAttempt attempt =
        new HookAttempt(
            Samples.AT,
            Optional.of(500),
            Optional.of("status"),
            Optional.of("the receiver answered 500: a 2xx is a success"),
            Optional.of("192.0.2.1"),
            Optional.of("oops"),
            31);
    return new Delivery(
        DELIVERY,
        HOOK,
        Samples.TENANT,
        "job.succeeded",
        Samples.job(1, 2).toString(),
        Samples.AT,
        "{\"type\":\"job.succeeded\"}",
        state,
        List.of(attempt),
        2);
  }

  public static List<HookEntry> entries() {
    return List.of(
        new HookEntry.Registered(hook()),
        new HookEntry.Closed(HOOK, 1, HookAttempt.GONE, Samples.AT),
        new HookEntry.Sending(delivery(new DeliveryState.Waiting(1, Samples.AT.plusSeconds(5)))),
        new HookEntry.Told(
            new HookEvent(
                "e1",
                "batch.completed",
                "batch_1",
                Samples.TENANT,
                Samples.AT,
                Map.of("project", "a"),
                "{\"id\":\"batch_1\"}",
                Optional.of(HOOK))),
        new HookEntry.Again(DELIVERY, Samples.AT));
  }

  public static AuditEntry audit() {
    return new AuditEntry(
        Samples.AT,
        Optional.of(
            new AuditEntry.Who(
                Samples.TENANT, "0123456789abcdef", Samples.TENANT, Set.of("submitter"))),
        "cancelJob",
        Map.of("id", Samples.job(1, 2).toString()),
        new AuditEntry.Outcome(409, Optional.of("job_already_ended"), Optional.empty()),
        "1d3a6f6e-7a4b-4d59-9d3c-0f4f0f1f2f3f",
        "127.0.0.1");
  }
}
