package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.Epoch;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobId;
import dev.darkroom.job.RunRef;
import dev.darkroom.job.TenantId;
import dev.darkroom.storage.object.ObjectKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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
    assertThat(client.post(path + "/cancel", "").json().path("status").asText())
        .isEqualTo("cancelled");
    assertThat(
            client
                .post("/v1/fine_tuning/jobs", asked.formatted(file, "\"validation_file\":\"f\""))
                .param())
        .isEqualTo("validation_file");
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

  private static Client.Answer bring(Client client, String purpose, String name, byte[] bytes) {
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
