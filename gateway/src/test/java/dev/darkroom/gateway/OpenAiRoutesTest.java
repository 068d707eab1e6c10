package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.object.ObjectKeys;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OpenAiRoutesTest extends FreshFarm {
  private static final String PICTURE =
      "{\"model\":\"shapes-ldm\",\"prompt\":\"a circle\",\"size\":\"64x64\",\"steps\":2%s}";

  @Test
  void aFileComesBackAsItWasBroughtUntilItIsDeleted() {
    String bytes = "{\"custom_id\":\"ä\"}\r\n--y\r\n\n";
    JsonNode file = bring("batch", bytes).json();
    String path = "/v1/files/" + file.path("id").asText();

    assertThat(file.path("id").asText()).startsWith("file-");
    assertThat(file.path("filename").asText()).isEqualTo("lines.jsonl");
    assertThat(file.path("bytes").asInt()).isEqualTo(bytes.getBytes(StandardCharsets.UTF_8).length);
    assertThat(file.path("expires_at").asLong() - file.path("created_at").asLong())
        .isEqualTo(30 * 86_400);
    assertThat(client.get(path + "/content").text()).isEqualTo(bytes);
    assertThat(client.get(path).json()).isEqualTo(file);
    assertThat(farm.stranger().get(path + "/content").code()).isEqualTo("file_not_found");
    assertThat(client.delete(path).json().path("deleted").asBoolean()).isTrue();
    assertThat(client.get(path).code()).isEqualTo("file_not_found");
  }

  @Test
  void filesAreListedByPurposePageByPage() {
    bring("batch", "a");
    bring("user_data", "b");
    bring("batch", "c");

    JsonNode first = client.get("/v1/files?purpose=batch&limit=1").json();
    JsonNode rest =
        client.get("/v1/files?purpose=batch&after=" + first.path("last_id").asText()).json();

    assertThat(first.path("has_more").asBoolean()).isTrue();
    assertThat(rest.path("has_more").asBoolean()).isFalse();
    assertThat(rest.path("data")).hasSize(1);
    assertThat(client.get("/v1/files").json().path("data")).hasSize(3);
  }

  @Test
  void aFileOfAPurposeThatHasNoUseHereIsRefused() {
    Client.Answer answer = bring("assistants", "x");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("error").path("param").asText()).isEqualTo("purpose");
    assertThat(answer.detail()).contains("use batch, fine-tune, vision, user_data");
  }

  @Test
  void aRequestForPicturesWaitsForThem() {
    CompletableFuture<Client.Answer> answer = draw(",\"seed\":7,\"user\":\"me\"");
    JobId job = end(Jobs::succeeded);

    JsonNode body = answer.join().json();

    assertThat(body.path("job").asText()).isEqualTo(job.toString());
    assertThat(body.path("size").asText()).isEqualTo("64x64");
    assertThat(body.path("data").get(0).path("url").asText()).contains("0.png");
    assertThat(client.get("/v1/jobs/" + job).json().path("metadata").path("user").asText())
        .isEqualTo("me");
  }

  @Test
  void thePictureItselfIsInTheAnswerWhereThatIsAskedFor() {
    CompletableFuture<Client.Answer> answer = draw(",\"response_format\":\"b64_json\"");
    end(Jobs::succeeded);

    JsonNode picture = answer.join().json().path("data").get(0);

    assertThat(picture.path("b64_json").asText()).isEqualTo("AQ==");
    assertThat(picture.has("url")).isFalse();
  }

  @Test
  void aStreamEndsWithThePicture() {
    CompletableFuture<Client.Answer> answer = draw(",\"stream\":true,\"partial_images\":1");
    end(Jobs::succeeded);

    assertThat(answer.join().header("Content-Type")).startsWith("text/event-stream");
    assertThat(answer.join().text())
        .contains("event: image_generation.completed", "\"b64_json\":\"AQ==\"");
  }

  @Test
  void whoLeavesBeforeThePicturesAreThereCancelsTheirJob() throws Exception {
    for (String more : List.of("", ",\"stream\":true")) {
      JobId job = leave(more, "");

      Awaitility.await().until(() -> farm.scheduler.job(job).state().status().terminal());
      assertThat(farm.scheduler.job(job).state().status()).isEqualTo(JobStatus.CANCELED);
    }
  }

  @Test
  void whoLeavesAndMayComeBackFindsTheJobGoingOn() throws Exception {
    JobId job = leave("", "Idempotency-Key: mine\r\n");
    Thread.sleep(500);

    assertThat(farm.scheduler.job(job).state().status()).isEqualTo(JobStatus.QUEUED);
  }

  /** Asks for a picture, and goes once it is queued. */
  private JobId leave(String more, String header) throws IOException {
    byte[] body = PICTURE.formatted(more).getBytes(StandardCharsets.UTF_8);
    int before = farm.scheduler.jobs().size();
    try (Socket socket = new Socket(client.base().getHost(), client.base().getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /v1/images/generations HTTP/1.1\r\nHost: farm\r\nAuthorization: Bearer %s\r\n"
                      + "Content-Type: application/json\r\nContent-Length: %d\r\n%s\r\n")
                  .formatted(Farm.KEY, body.length, header)
                  .getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(body);
      Awaitility.await().until(() -> farm.scheduler.jobs().size() > before);
    }
    return farm.scheduler.jobs().getLast().header().id();
  }

  @Test
  void aLineOfABatchChangesAPictureThatWasBroughtOrIsWrittenInIt() throws IOException {
    byte[] png = square();
    String file = bring(client, "vision", "a.png", png).json().path("id").asText();
    String named = "\"images\":[{\"file_id\":\"" + file + "\"}]";
    String written =
        "\"image\":{\"image_url\":\"data:image/png;base64,"
            + Base64.getEncoder().encodeToString(png)
            + "\"}";
    String elsewhere = "\"image\":{\"image_url\":\"https://example.org/a.png\"}";
    StringBuilder lines = new StringBuilder();
    for (String image : List.of(named, written, elsewhere)) {
      lines
          .append(
              "{\"custom_id\":\"%d\",\"method\":\"POST\",\"url\":\"/v1/images/edits\",\"body\":{"
                  .formatted(lines.length()))
          .append("\"model\":\"shapes-ldm\",\"prompt\":\"a circle\",")
          .append(image)
          .append("}}\n");
    }
    String input = bring("batch", lines.toString()).json().path("id").asText();

    String batch =
        client
            .post(
                "/v1/batches",
                "{\"input_file_id\":\"%s\",\"endpoint\":\"/v1/images/edits\",\"completion_window\":\"24h\"}"
                    .formatted(input))
            .json()
            .path("id")
            .asText();

    Awaitility.await()
        .until(() ->
            client.get("/v1/batches/" + batch).json().at("/request_counts/failed").asInt() == 1);
    assertThat(farm.scheduler.jobs()).hasSize(2);
    assertThat(client.get("/v1/uploads").json().path("data")).as("the same picture").hasSize(1);
  }

  private static byte[] square() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", png);
    return png.toByteArray();
  }

  @Test
  void aFieldThatDoesNotFitIsBlamedAsItWasSent() {
    String body = "{\"model\":\"shapes-ldm\",\"prompt\":\"x\",\"size\":\"63x64\"}";

    Client.Answer size = client.post("/v1/images/generations", body);
    Client.Answer unknown =
        client.post("/v1/images/generations", PICTURE.formatted(",\"stepps\":2"));
    Client.Answer quality =
        client.post("/v1/images/generations", PICTURE.formatted(",\"quality\":\"hd\""));

    assertThat(size.json().path("error").path("param").asText()).isEqualTo("size");
    assertThat(size.code()).isEqualTo("size_not_divisible");
    assertThat(unknown.detail()).contains("'stepps'", "'steps'");
    assertThat(quality.param()).isEqualTo("quality");
  }

  @Test
  void aModelIsTunedOnTheFilesPicturesAndSteeredInOpenAisWords() throws IOException {
    String file = bring(client, "fine-tune", "suns.zip", zip()).json().path("id").asText();
    String asked = "{\"model\":\"shapes-ldm\",\"training_file\":\"%s\",\"suffix\":\"suns\",%s}";

    Client.Answer begun =
        client.post(
            "/v1/fine_tuning/jobs",
            asked.formatted(file, "\"hyperparameters\":{\"n_epochs\":8,\"batch_size\":1}"));
    String path = "/v1/fine_tuning/jobs/" + begun.json().path("id").asText();

    assertThat(begun.status()).as(begun.text()).isEqualTo(200);
    assertThat(begun.json().path("status").asText()).isEqualTo("queued");
    assertThat(begun.json().path("training_file").asText()).isEqualTo(file);
    assertThat(client.get(path + "/events").json().at("/data/0/message").asText())
        .isEqualTo("queued");
    assertThat(client.get(path + "/checkpoints").json().path("data")).isEmpty();
    assertThat(client.get("/v1/fine_tuning/jobs").json().path("data")).hasSize(1);
    assertThat(drawnWith("ft:" + begun.id()).code()).isEqualTo("job_not_ended");
    assertThat(drawnWith("ft:" + begun.id()).param()).isEqualTo("model");
    assertThat(client.post(path + "/cancel", "").json().path("status").asText())
        .isEqualTo("cancelled");
    assertThat(drawnWith("ft:" + begun.id()).status()).isEqualTo(404);
    assertThat(drawnWith("ft:" + begun.id()).detail()).contains("has canceled");
    assertThat(drawnWith("ft:none").code()).isEqualTo("model_not_found");
    assertThat(
            client
                .post("/v1/fine_tuning/jobs", asked.formatted(file, "\"validation_file\":\"f\""))
                .param())
        .isEqualTo("validation_file");
  }

  private Client.Answer drawnWith(String model) {
    return client.post("/v1/images/generations", "{\"model\":\"" + model + "\",\"prompt\":\"x\"}");
  }

  @Test
  void whoPrefersToWaitForATuningIsAnsweredAtItsEndOrAfterTheTime() throws IOException {
    String file = bring(client, "fine-tune", "suns.zip", zip()).json().path("id").asText();
    String asked =
        "{\"model\":\"shapes-ldm\",\"training_file\":\"%s\",\"suffix\":\"suns\",\"steps\":2}"
            .formatted(file);

    CompletableFuture<Client.Answer> answer =
        CompletableFuture.supplyAsync(
            () -> client.post("/v1/fine_tuning/jobs", asked, "Prefer", "wait=5"));
    JobId job = end(OpenAiRoutesTest::tuned);
    JsonNode ended = answer.join().json();

    assertThat(answer.join().header("Preference-Applied")).isEqualTo("wait=5");
    assertThat(ended.path("status").asText()).isEqualTo("succeeded");
    assertThat(ended.path("fine_tuned_model").asText()).isEqualTo("ft:" + job);
    assertThat(
            client
                .post("/v1/fine_tuning/jobs", asked, "Prefer", "wait=1")
                .json()
                .path("status")
                .asText())
        .isEqualTo("queued");
  }

  private static JobEvent tuned(JobId id) {
    Output lora =
        new Output(
            "lora.safetensors",
            Output.Role.LORA,
            ObjectKeys.output(TenantId.of("default"), new RunRef(id, new Epoch(1)), "lora"),
            Digest.of(new byte[] {1}),
            "application/vnd.safetensors",
            1,
            OptionalLong.empty());
    return new JobEvent.Succeeded(
        new Epoch(1), Digest.of(new byte[] {2}), List.of(lora), 5, FakeScheduler.now());
  }

  @Test
  void theFilesOfABatchGoWhenTheBatchHasSaid() {
    String input = bring("batch", line("a")).json().path("id").asText();
    String batch =
        client
            .post(
                "/v1/batches",
                ("{\"input_file_id\":\"%s\",\"endpoint\":\"/v1/images/generations\","
                        + "\"completion_window\":\"24h\",\"output_expires_after\":"
                        + "{\"anchor\":\"created_at\",\"seconds\":7200}}")
                    .formatted(input))
            .json()
            .path("id")
            .asText();
    end(Jobs::succeeded);
    String output =
        Awaitility.await()
            .until(
                () -> client.get("/v1/batches/" + batch).json().path("output_file_id").asText(""),
                id -> id.startsWith("file-"));

    JsonNode file = client.get("/v1/files/" + output).json();

    assertThat(file.path("expires_at").asLong() - file.path("created_at").asLong())
        .isEqualTo(7_200);
  }

  private static String line(String name) {
    return "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"/v1/images/generations\",\"body\":%s}\n"
        .formatted(name, PICTURE.formatted(""));
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("a.png"));
      zip.write("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
      zip.putNextEntry(new ZipEntry("a.txt"));
      zip.write("a sun".getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private CompletableFuture<Client.Answer> draw(String more) {
    return CompletableFuture.supplyAsync(
        () -> client.post("/v1/images/generations", PICTURE.formatted(more)));
  }

  /** Ends the one job that is queued. */
  private JobId end(Function<JobId, JobEvent> how) {
    JobId job =
        Awaitility.await()
            .until(
                () ->
                    Optional.ofNullable(
                        client.get("/v1/jobs?status=queued").json().path("data").get(0)),
                Optional::isPresent)
            .map(node -> JobId.parse(node.path("id").asText()))
            .orElseThrow();
    farm.objects.put(
        ObjectKeys.output(TenantId.of("default"), new RunRef(job, new Epoch(1)), "0.png"),
        new byte[] {1},
        "image/png");
    farm.scheduler.start(job);
    farm.scheduler.apply(job, how.apply(job));
    return job;
  }

  private Client.Answer bring(String purpose, String bytes) {
    return bring(client, purpose, bytes);
  }

  static Client.Answer bring(Client client, String purpose, String bytes) {
    return bring(client, purpose, "lines.jsonl", bytes.getBytes(StandardCharsets.UTF_8));
  }

  static Client.Answer bring(Client client, String purpose, String name, byte[] bytes) {
    String head =
        """
        --x\r
        Content-Disposition: form-data; name="purpose"\r
        \r
        %s\r
        --x\r
        Content-Disposition: form-data; name="file"; filename="%s"\r
        Content-Type: application/octet-stream\r
        \r
        """
            .formatted(purpose, name);
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    form.writeBytes(bytes);
    form.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
    return client.send(
        "POST",
        "/v1/files",
        Optional.of(form.toByteArray()),
        "Content-Type",
        "multipart/form-data; boundary=x");
  }
}
