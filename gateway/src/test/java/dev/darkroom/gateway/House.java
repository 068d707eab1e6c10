package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.ScaleRecord;
import dev.darkroom.job.tenant.Role;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.storage.log.StateEntry;
import dev.darkroom.storage.object.ObjectKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * Tenant {@code house}, which has one of everything, and tenant {@code stranger}, which has
 * nothing; each with a key of every role.
 */
final class House {
  /** Collections whose things belong to one tenant: another's are not there. */
  static final Set<String> OF_TENANTS =
      Set.of(
          "jobs",
          "uploads",
          "direct-uploads",
          "embeddings",
          "batches",
          "files",
          "fine_tuning",
          "webhooks",
          "models");

  /** Collections that are the farm's: roles alone say who sees them. */
  static final Set<String> OF_THE_FARM = Set.of("pools", "workers", "keys", "tenants");

  /** What each of its jobs has left. */
  static final String OUTPUT = "0.png";

  private static final String NOOP = "{\"kind\":\"noop\"}";
  private static final byte[] VECTORS =
      "\u0010\0\0\0\0\0\0\0{\"any\":\"header\"}".getBytes(StandardCharsets.ISO_8859_1);

  private static final Duration SOON = Duration.ofMillis(3);

  private final Farm farm;
  private final Map<Holder, Map<Role, Client>> keys = new EnumMap<>(Holder.class);
  private final List<String> secrets = new ArrayList<>();
  private int made;

  /** Whose key it is. */
  enum Holder {
    HOUSE,
    STRANGER;

    String tenant() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  House(Farm farm) {
    this.farm = farm;
    for (Holder holder : Holder.values()) {
      keys.put(holder, new EnumMap<>(Role.class));
      for (Role role : Role.values()) {
        String text = newKey(holder.tenant(), role).json().path("key").asText();
        keys.get(holder).put(role, Client.of(farm.gateway, Optional.of(text)));
      }
    }
    farm.log.put(1, new StateEntry.ScaleEntry(onePlease()));
    farm.scheduler.worker(new WorkerState.Idle(FakeScheduler.now()));
    Awaitility.await()
        .until(() -> farm.client().get("/v1/workers").json().path("data").size() == 1);
    OF_TENANTS.forEach(this::make);
  }

  Client key(Holder holder, Role role) {
    return keys.get(holder).get(role);
  }

  /** A new thing of the house's, or of the farm's, as the collection's paths name it. */
  String make(String collection) {
    made++;
    return switch (collection) {
      case "jobs" -> secret(job());
      case "uploads" -> secret(upload("picture " + made));
      case "direct-uploads" -> secret(directUpload());
      case "embeddings" -> secret(word("moon-" + made));
      case "batches" -> secret(batch());
      case "files" -> secret(file());
      case "fine_tuning" -> secret(tuning());
      case "webhooks" -> secret(webhook());
      case "models" -> secret(model("style-" + made));
      case "pools" -> "default";
      case "workers" -> FakeScheduler.WORKER.name();
      case "keys" -> newKey("house", Role.SUBMITTER).json().path("id").asText();
      case "tenants" -> "house";
      default -> throw new AssertionError("say here how one of " + collection + " is made");
    };
  }

  /** Ends what is at this path. */
  void cancel(String path) {
    assertThat(trainer().post(path + "/cancel", "{}").status()).isLessThan(300);
  }

  /** The ids of all that the house has made. */
  String[] secrets() {
    return secrets.toArray(new String[0]);
  }

  private String secret(String id) {
    secrets.add(id);
    return id;
  }

  private static ScaleRecord onePlease() {
    return new ScaleRecord(
        PoolRecord.DEFAULT,
        1,
        new ScaleRecord.Reason(ScaleRecord.Code.MIN, "one is the least"),
        FakeScheduler.now(),
        Optional.empty());
  }

  private Client trainer() {
    return key(Holder.HOUSE, Role.TRAINER);
  }

  /** One that has ended, so that its events end too, and left {@link #OUTPUT}. */
  private String job() {
    JobId id = trainer().submit(NOOP).id();
    farm.scheduler.start(id);
    farm.scheduler.apply(id, Jobs.succeeded(id));
    farm.objects.put(Jobs.outputKey(id), new byte[] {1}, "image/png");
    Awaitility.await()
        .pollInterval(SOON)
        .until(() ->
            trainer().get("/v1/jobs/" + id).json().path("status").asText().equals("succeeded"));
    return id.toString();
  }

  private String upload(String about) {
    byte[] png = ("\u0089PNG\r\n\u001a\n" + about).getBytes(StandardCharsets.ISO_8859_1);
    return upload(png).json().path("id").asText();
  }

  private Client.Answer upload(byte[] file) {
    return trainer()
        .send("POST", "/v1/uploads", Optional.of(file), "Content-Type", "application/octet-stream");
  }

  /** One that was put, so that it may be completed. */
  private String directUpload() {
    byte[] png = ("\u0089PNG\r\n\u001a\n" + made).getBytes(StandardCharsets.ISO_8859_1);
    String id =
        trainer()
            .post(
                "/v1/direct-uploads", "{\"filename\":\"a.png\",\"bytes\":%d}".formatted(png.length))
            .json()
            .path("id")
            .asText();
    farm.objects.put(ObjectKeys.openDirect(TenantId.of("house"), id, "data"), png, "image/png");
    return id;
  }

  private String word(String name) {
    Client.Answer answer =
        trainer()
            .post(
                "/v1/embeddings",
                "{\"token\":\"<%s>\",\"upload\":\"%s\",\"model\":\"shapes-ldm\"}"
                    .formatted(name, upload(VECTORS).json().path("id").asText()));
    return answer.json().path("name").asText();
  }

  /** One that a job of the house has made, and nobody else may use. */
  private String model(String name) {
    farm.models.publish(FakeModels.madeBy(TenantId.of("house"), name));
    return name;
  }

  /** One whose receiver nobody is. */
  private String webhook() {
    return trainer()
        .post("/v1/webhooks", "{\"url\":\"http://127.0.0.1:9/\",\"events\":[\"job.paused\"]}")
        .json()
        .path("id")
        .asText();
  }

  private String batch() {
    byte[] line = "{\"custom_id\":\"a\",\"kind\":\"noop\"}".getBytes(StandardCharsets.UTF_8);
    return trainer()
        .send("POST", "/v1/batches", Optional.of(line), "Content-Type", "application/jsonl")
        .json()
        .path("id")
        .asText();
  }

  private String tuning() {
    return trainer()
        .submit(
            """
            {"kind":"fine_tune","model":"shapes-ldm","output_name":"tuned-%d","images":["%s"],
             "captions":["a moon"]}
            """
                .formatted(made, upload("moon " + made)))
        .id()
        .toString();
  }

  private String file() {
    return OpenAiRoutesTest.bring(trainer(), "batch", "{}").json().path("id").asText();
  }

  /** A file of pictures with captions. */
  String dataset() {
    byte[] zip =
        Specimens.zip(
            Map.of(
                "a.png",
                Specimens.picture("png"),
                "a.txt",
                "a moon".getBytes(StandardCharsets.UTF_8)));
    Client.Answer brought = OpenAiRoutesTest.bring(trainer(), "fine-tune", "dataset.zip", zip);
    return secret(brought.json().path("id").asText());
  }

  private Client.Answer newKey(String tenant, Role role) {
    return farm.client()
        .post("/v1/keys", "{\"tenant\":\"%s\",\"role\":\"%s\"}".formatted(tenant, role));
  }
}
