package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.gateway.http.HttpLimits;
import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.Output;
import dev.darkroom.job.Tries;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.RunLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Teaching a word, from the pictures that are brought to the prompt that uses it. */
class TrainingRoutesTest extends FreshFarm {
  private static final byte[] PNG = bytes("\u0089PNG\r\n\u001a\nand so on");
  private static final byte[] VECTORS = bytes("\u0010\0\0\0\0\0\0\0{\"<sun>\":{}}    ");
  private static final TenantId TENANT = TenantId.of("default");

  @Test
  void aPictureThatIsBroughtIsKnownByItsDigestAndIsThereOnce() {
    Client.Answer first = upload(PNG, "sun.png");
    Client.Answer again = upload(PNG, "other.png");

    assertThat(first.status()).isEqualTo(201);
    assertThat(first.json().path("id").asText()).isEqualTo(Digest.of(PNG).hex());
    assertThat(first.json().path("content_type").asText()).isEqualTo("image/png");
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(client.get("/v1/uploads").json().path("data")).hasSize(1);
    assertThat(client.get("/v1/uploads/" + Digest.of(PNG).hex()).json()).isEqualTo(first.json());
  }

  @Test
  void anotherTenantsUploadDoesNotExistAndADeletedOneNeither() {
    String path = "/v1/uploads/" + upload(PNG, "sun.png").json().path("id").asText();

    assertThat(farm.stranger().get(path).code()).isEqualTo("upload_not_found");
    assertThat(client.send("DELETE", path, Optional.empty()).status()).isEqualTo(204);
    assertThat(client.get(path).code()).isEqualTo("upload_not_found");
  }

  @Test
  void aFileInAFormAndOneOfAnotherKindAreToldApart() {
    String form =
        "--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nlearn\r\n"
            + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a/sun.png\"\r\n"
            + "Content-Type: image/png\r\n\r\n"
            + new String(PNG, StandardCharsets.ISO_8859_1)
            + "\r\n--x--\r\n";
    Client.Answer sent =
        client.send(
            "POST",
            "/v1/uploads",
            Optional.of(form.getBytes(StandardCharsets.ISO_8859_1)),
            "Content-Type",
            "multipart/form-data; boundary=x");

    assertThat(sent.json().path("name").asText()).isEqualTo("sun.png");
    assertThat(sent.json().path("id").asText()).isEqualTo(Digest.of(PNG).hex());
    assertThat(upload(bytes("no picture at all"), "a.png").code()).isEqualTo("invalid_file");
    assertThat(upload(new byte[0], "a.png").code()).isEqualTo("invalid_file");
    assertThat(client.post("/v1/uploads", "{}").code()).isEqualTo("unsupported_media_type");
  }

  @Test
  void aFileOverTheLimitIsRefusedWhetherItSaysItsSizeOrNot() {
    HttpLimits.Sizes usual = HttpLimits.Sizes.DEFAULT;
    HttpLimits small =
        HttpLimits.DEFAULT.with(new HttpLimits.Sizes(usual.body(), 1 << 20, usual.headers()));
    try (GatewayService other = farm.start(Farm.settings().with(small))) {
      Client client = Client.of(other, Optional.of(Farm.KEY));
      Awaitility.await().until(() -> client.get("/readyz").status() == 200);

      byte[] fits = Arrays.copyOf(PNG, 1 << 20);
      assertThat(upload(client, BodyPublishers.ofByteArray(fits)).status()).isEqualTo(201);
      byte[] byOne = Arrays.copyOf(PNG, (1 << 20) + 1);
      assertThat(upload(client, BodyPublishers.ofByteArray(byOne)).code())
          .isEqualTo("body_too_large");
      byte[] byFar = Arrays.copyOf(PNG, 7 << 20);
      assertThat(upload(client, BodyPublishers.ofByteArray(byFar)).code())
          .isEqualTo("body_too_large");
      assertThat(
              upload(client, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(byOne)))
                  .code())
          .as("in chunks")
          .isEqualTo("body_too_large");
    }
  }

  @Test
  void anArchiveStandsForItsPicturesAndTheirCaptions() throws IOException {
    String id = upload(zip(), "suns.zip").json().path("id").asText();

    JobId job = invert("\"images\":[\"" + id + "\"],\"learnable_property\":\"captions\"").id();

    InversionSpec spec = (InversionSpec) spec(job);
    assertThat(spec.lesson().pictures()).hasSize(2);
    assertThat(spec.lesson().pictures().getFirst().caption()).contains("a {} by day");
  }

  @Test
  void aTrainingIsTakenWithEveryDefaultFilledIn() {
    JobId job = invert("\"images\":[\"" + picture() + "\"],\"seed\":7").id();

    InversionSpec spec = (InversionSpec) spec(job);

    assertThat(spec.word()).isEqualTo(new InversionSpec.Word("<sun>", "circle", 1));
    assertThat(spec.lesson().pictures().getFirst().digest()).isEqualTo(Digest.of(PNG));
    assertThat(spec.plan().seed()).isEqualTo(7);
    assertThat(spec.plan().rate().scheduler()).isEqualTo("constant");
    assertThat(spec.keeping().validation().orElseThrow().prompts())
        .containsExactly("a photo of a <sun>");
    assertThat(spec.model().version()).isPresent();
  }

  @Test
  void aModelsCardSaysHowItIsTaughtAndARequestMaySayOtherwise() {
    String body =
        "{\"kind\":\"inversion\",\"model\":\"pupil\",\"placeholder_token\":\"<sun>\","
            + "\"initializer_token\":\"circle\",\"images\":[\"%s\"]%s}";

    InversionSpec usual = (InversionSpec) spec(client.submit(body.formatted(picture(), "")).id());
    InversionSpec other =
        (InversionSpec)
            spec(
                client
                    .submit(
                        body.formatted(
                            picture(),
                            ",\"steps\":9,\"num_vectors\":2,\"validation_prompt\":\"<sun>\","
                                + "\"clip_model\":\"none\""))
                    .id());

    assertThat(usual.plan().steps()).isEqualTo(600);
    assertThat(usual.word().vectors()).isEqualTo(4);
    assertThat(usual.plan().rate().scheduler()).isEqualTo("cosine");
    assertThat(usual.keeping().validation().orElseThrow().prompts())
        .containsExactly("a <sun>", "a <sun> on the left");
    assertThat(usual.keeping().validation().orElseThrow().clip()).contains(FakeModels.EYES.ref());
    assertThat(other.plan().steps()).isEqualTo(9);
    assertThat(other.word().vectors()).isEqualTo(2);
    assertThat(other.keeping().validation().orElseThrow().prompts()).containsExactly("<sun>");
    assertThat(other.keeping().validation().orElseThrow().clip()).isEmpty();
  }

  @Test
  void theNoiseThatABipartiteInversionLeftIsWhatAGenerationMayBeginWith() {
    JobId id = invert("\"images\":[\"" + picture() + "\"],\"method\":\"bipartite\"").id();
    farm.scheduler.start(id);
    byte[] latent = bytes("\u0010\0\0\0\0\0\0\0{\"latent\":{}} ");
    Output start =
        stored(new RunRef(id, Epoch.of(1)), "start-1.safetensors", Output.Role.LATENT, latent);
    farm.scheduler.apply(id, new JobEvent.OutputsAdded(List.of(start), FakeScheduler.now()));
    Awaitility.await().until(() -> !job(id).path("outputs").isEmpty());
    String body =
        "{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"x\",\"init_latent\":\"%s\"%s}";

    JobSpec.Generation ofOutput =
        (JobSpec.Generation)
            spec(client.submit(body.formatted(id + "/start-1.safetensors", "")).id());
    JobSpec.Generation ofUpload =
        (JobSpec.Generation)
            spec(
                client
                    .submit(
                        body.formatted(
                            upload(latent, "mine.safetensors").json().path("id").asText(), ""))
                    .id());

    assertThat(((InversionSpec) spec(id)).study().method())
        .isEqualTo(InversionSpec.Method.BIPARTITE);
    assertThat(ofOutput.options().source().pictures()).extracting("key").contains(start.key());
    assertThat(ofUpload.options().source().pictures())
        .extracting("digest")
        .contains(Digest.of(latent));
    assertThat(client.submit(body.formatted(picture(), "")).code()).isEqualTo("unknown_picture");
    assertThat(
            client
                .submit(
                    body.formatted(id + "/start-1.safetensors", ",\"image\":\"" + picture() + "\""))
                .code())
        .isEqualTo("fields_conflict");
  }

  @Test
  void aPivotalInversionIsOneJobWhoseSecondHalfIsAsAskedOrAsTheModelSays() {
    String images = "\"images\":[\"" + picture() + "\"],\"method\":\"pivotal\"";

    InversionSpec usual = (InversionSpec) spec(invert(images).id());
    InversionSpec asked =
        (InversionSpec)
            spec(
                invert(images + ",\"tuning_steps\":7,\"tuning_learning_rate\":0.001,\"rank\":2")
                    .id());

    assertThat(usual.study().tuning()).contains(new InversionSpec.Tuning(500, 1e-4, 4));
    assertThat(asked.study().tuning()).contains(new InversionSpec.Tuning(7, 1e-3, 2));
    assertThat(asked.steps()).isEqualTo(asked.plan().steps() + 7);
    assertThat(refused(images + ",\"pick\":\"best\"")).isEqualTo("fields_conflict pick");
    assertThat(refused(images + ",\"early_stop_patience\":2"))
        .isEqualTo("fields_conflict early_stop_patience");
    assertThat(refused("\"images\":[\"" + picture() + "\"],\"rank\":2"))
        .isEqualTo("fields_conflict rank");
  }

  @Test
  void whatDoesNotFitATrainingIsRefusedByItsField() {
    String images = "\"images\":[\"" + picture() + "\"]";

    assertThat(refused(images + ",\"placeholder_tokn\":1"))
        .isEqualTo("unknown_field placeholder_tokn");
    assertThat(refused("\"images\":[]")).isEqualTo("missing_field images");
    assertThat(refused("\"images\":[\"nonesuch\"]")).isEqualTo("unknown_picture images[0]");
    assertThat(refused(images + ",\"num_vectors\":0")).isEqualTo("value_out_of_range num_vectors");
    assertThat(refused(images + ",\"learnable_property\":\"smell\""))
        .isEqualTo("unknown_value learnable_property");
    assertThat(refused(images + ",\"captions\":[\"a\",\"b\"]"))
        .isEqualTo("value_out_of_range captions");
    assertThat(refused(images + ",\"learnable_property\":\"captions\""))
        .isEqualTo("invalid_text captions");
    assertThat(refused(images + ",\"resolution\":63")).isEqualTo("size_not_divisible resolution");
    assertThat(refused(images + ",\"method\":\"magic\"")).isEqualTo("unknown_value method");
    assertThat(refused(images + ",\"lr_scheduler\":\"cosin\""))
        .isEqualTo("unknown_value lr_scheduler");
  }

  @Test
  void aTrainingIsPausedResumedAndRetriedAndRefusalsSayWhy() {
    String path = "/v1/jobs/" + invert("\"images\":[\"" + picture() + "\"]").id();

    assertThat(client.post(path + "/retry", "").code()).isEqualTo("job_not_ended");
    assertThat(client.post(path + "/resume", "").code()).isEqualTo("job_not_paused");
    assertThat(client.post(path + "/pause", "").json().path("status").asText()).isEqualTo("paused");
    assertThat(client.post(path + "/resume", "").json().path("status").asText())
        .isEqualTo("queued");
    client.post(path + "/cancel", "");
    assertThat(client.post(path + "/retry", "").json().path("status").asText()).isEqualTo("queued");
    assertThat(farm.stranger().post(path + "/pause", "").status()).isEqualTo(404);
  }

  @Test
  void aRunningTrainingThatIsToYieldIsStillRunningThenPaused() {
    JobId id = invert("\"images\":[\"" + picture() + "\"]").id();
    farm.scheduler.start(id);

    String status = client.post("/v1/jobs/" + id + "/pause", "").json().path("status").asText();
    farm.scheduler.apply(id, new JobEvent.Paused(Tries.NONE, "client", FakeScheduler.now()));

    assertThat(status).isEqualTo("running");
    Awaitility.await().until(() -> job(id).path("status").asText().equals("paused"));
  }

  @Test
  void theLogIsWhatWasStoredAndThenWhatIsSaidNow() {
    JobId id = invert("\"images\":[\"" + picture() + "\"]").id();
    farm.scheduler.start(id);
    ProgressEvent.Line stored = line(id, "began");
    farm.objects.put(
        ObjectKeys.output(TENANT, new RunRef(id, Epoch.of(1)), RunLog.FILE),
        RunLog.write(List.of(stored)),
        RunLog.CONTENT_TYPE);
    farm.progress.publish(stored);
    farm.progress.publish(
        new ProgressEvent.Line(
            id, Epoch.of(1), ProgressEvent.Line.Level.INFO, "step 10", stored.at().plusMillis(5)));

    Awaitility.await().until(() -> job(id).path("status").asText().equals("running"));
    JsonNode log = client.get("/v1/jobs/" + id + "/logs").json();

    assertThat(log.path("data").findValuesAsText("message")).containsExactly("began", "step 10");
    assertThat(farm.stranger().get("/v1/jobs/" + id + "/logs").status()).isEqualTo(404);
  }

  @Test
  void samplesAreSeenWhileTheTrainingRuns() {
    JobId id = invert("\"images\":[\"" + picture() + "\"]").id();
    farm.scheduler.start(id);
    farm.scheduler.apply(
        id, new JobEvent.OutputsAdded(List.of(output(id, "samples-100.png")), FakeScheduler.now()));
    farm.scheduler.apply(
        id,
        new JobEvent.Checkpointed(
            new Checkpoint(Epoch.of(1), 100, "a/checkpoint.json", Digest.of(PNG)),
            FakeScheduler.now()));

    Awaitility.await().until(() -> !job(id).path("outputs").isEmpty());
    assertThat(job(id).path("outputs").path(0).path("role").asText()).isEqualTo("sample");
    assertThat(job(id).path("timeline").findValuesAsText("what")).contains("checkpointed");
  }

  @Test
  void aLearnedWordIsUsableInTheNextPromptAndPinnedInItsJob() {
    learn();
    learn();

    JobSpec.Generation newest = generation("a photo of <SUN>");
    JobSpec.Generation first = generation("a photo of <sun>@1 beside <sun>");

    assertThat(newest.words()).hasSize(1);
    assertThat(newest.words().getFirst().version()).isEqualTo(2);
    assertThat(newest.words().getFirst().digest()).isEqualTo(Digest.of(VECTORS));
    assertThat(first.words()).extracting("token").containsExactly("<sun>@1", "<sun>");
    assertThat(first.words()).extracting("version").containsExactly(1, 2);
  }

  @Test
  void aWordIsTheNewestThatTheLogHasWhetherOrNotThisGatewayHasShownIt() {
    for (int version = 1; version <= 10; version++) {
      teach(() -> {});

      JobSpec.Generation next = generation("a photo of <sun>");

      assertThat(next.words()).extracting("version").containsExactly(version);
    }
  }

  @Test
  void aWordThatNobodyHasLearnedIsRefusedAndOtherBracketsAreText() {
    learn();
    String generation = "{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"%s\"}";

    Client.Answer misspelt = client.submit(generation.formatted("a <son>"));

    assertThat(misspelt.code()).isEqualTo("unknown_word");
    assertThat(misspelt.detail()).contains("did you mean <sun>?");
    assertThat(client.submit(generation.formatted("a <sun>@9")).detail())
        .contains("it has no version 9");
    assertThat(farm.stranger().submit(generation.formatted("a <sun>")).code())
        .isEqualTo("unknown_word");
    assertThat(generation("2 < 3 and 4 > 1, <<, <a b>").words()).isEmpty();
  }

  @Test
  void aWordIsListedShownDescribedSharedDownloadedAndRemoved() {
    learn();

    JsonNode word = client.get("/v1/embeddings").json().path("data").path(0);
    assertThat(word.path("token").asText()).isEqualTo("<sun>");
    assertThat(word.path("settings").path("word").path("initializer").asText()).isEqualTo("circle");
    assertThat(word.path("scores").path("image_similarity").asDouble()).isEqualTo(0.9);
    assertThat(client.get("/v1/embeddings/sun/content").text())
        .isEqualTo(new String(VECTORS, StandardCharsets.UTF_8));
    assertThat(farm.stranger().get("/v1/embeddings/sun").code()).isEqualTo("embedding_not_found");

    Client.Answer said =
        client.send(
            "PATCH",
            "/v1/embeddings/sun",
            Optional.of(
                bytes("{\"licence\":\"CC0\",\"visibility\":\"shared\",\"aliases\":[\"star\"]}")),
            "Content-Type",
            "application/json");
    assertThat(said.json().path("licence").asText()).isEqualTo("CC0");
    assertThat(generation("<star>").words().getFirst().name()).isEqualTo("sun");
    assertThat(farm.stranger().get("/v1/embeddings/sun").status()).isEqualTo(200);

    assertThat(client.send("DELETE", "/v1/embeddings/sun", Optional.empty()).status())
        .isEqualTo(204);
    assertThat(client.get("/v1/embeddings/sun").status()).isEqualTo(404);
    assertThat(farm.stranger().get("/v1/embeddings/sun").status()).isEqualTo(404);
  }

  @Test
  void aWordFromElsewhereIsImportedOnce() {
    String id = upload(VECTORS, "sun.safetensors").json().path("id").asText();
    String body = "{\"token\":\"<moon>\",\"upload\":\"" + id + "\",\"model\":\"shapes-ldm\"}";

    Client.Answer first = client.post("/v1/embeddings", body);
    Client.Answer again = client.post("/v1/embeddings", body);

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.json().path("version").asInt()).isEqualTo(1);
    assertThat(generation("<moon>").words()).hasSize(1);
    String png = "{\"token\":\"<moon>\",\"upload\":\"" + picture() + "\"}";
    assertThat(client.post("/v1/embeddings", png).code()).isEqualTo("invalid_file");
  }

  @Test
  void whatWasLearnedIsPublishedOnceHoweverManyGatewaysSeeIt() {
    learn();
    try (GatewayService second = farm.start(Farm.settings())) {
      Client other = Client.of(second, Optional.of(Farm.KEY));
      Awaitility.await().until(() -> other.get("/readyz").status() == 200);
      assertThat(other.get("/v1/embeddings/sun/versions").json().path("data")).hasSize(1);
    }
  }

  @Test
  void aWordThatMeetsABugHoldsUpNoOtherWord() {
    learn(() -> farm.models.broken(true));
    Awaitility.await()
        .until(() ->
            client.get("/metrics").text().contains("darkroom_gateway_publish_failures_total 1.0"));
    farm.models.broken(false);

    learn();

    assertThat(client.get("/v1/embeddings/sun/versions").json().path("data")).hasSize(1);
  }

  @Test
  void anEvaluationNeedsWhatItsMetricsNeed() {
    String of = "\"of\":[\"" + picture() + "\"]";

    assertThat(evaluation("\"metrics\":[\"clip_scor\"]," + of)).isEqualTo("unknown_value metrics");
    assertThat(evaluation("\"metrics\":[\"clip_score\"]," + of)).isEqualTo("missing_field prompts");
    assertThat(evaluation("\"metrics\":[\"image_similarity\"]," + of))
        .isEqualTo("missing_field against");
    assertThat(evaluation("\"metrics\":[\"clip_score\"],\"prompts\":[\"a sun\"]," + of))
        .isEqualTo(" ");
  }

  private String evaluation(String more) {
    Client.Answer answer =
        client.submit("{\"kind\":\"evaluation\",\"model\":\"shapes-ldm\"," + more + "}");
    return answer.code() + " " + answer.param();
  }

  /** A job that has taught the word, as a worker leaves it. */
  private void learn() {
    learn(() -> {});
  }

  private void learn(Runnable beforeItsEnd) {
    JobId id = teach(beforeItsEnd);
    Awaitility.await().until(() -> job(id).path("status").asText().equals("succeeded"));
  }

  /** The same, with something happening just before its end. */
  private JobId teach(Runnable beforeItsEnd) {
    JobId id = invert("\"images\":[\"" + picture() + "\"]").id();
    farm.scheduler.start(id);
    beforeItsEnd.run();
    RunRef run = new RunRef(id, Epoch.of(1));
    byte[] scores = bytes("{\"v\":1,\"data\":{\"values\":{\"image_similarity\":0.9}}}");
    farm.scheduler.apply(
        id,
        new JobEvent.Succeeded(
            Epoch.of(1),
            Digest.of(PNG),
            List.of(
                stored(run, "learned_embeds.safetensors", Output.Role.EMBEDDING, VECTORS),
                stored(run, "samples-500.png", Output.Role.SAMPLE, PNG),
                stored(run, "scores.json", Output.Role.MANIFEST, scores)),
            5,
            FakeScheduler.now()));
    return id;
  }

  private Output stored(RunRef run, String name, Output.Role role, byte[] bytes) {
    String key = ObjectKeys.output(TENANT, run, name);
    farm.objects.put(key, bytes, "application/octet-stream");
    return new Output(
        name,
        role,
        key,
        Digest.of(bytes),
        "application/octet-stream",
        bytes.length,
        OptionalLong.empty());
  }

  private Output output(JobId id, String name) {
    return stored(new RunRef(id, Epoch.of(1)), name, Output.Role.SAMPLE, PNG);
  }

  private JobSpec.Generation generation(String prompt) {
    JobId id =
        client
            .submit(
                "{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"" + prompt + "\"}")
            .id();
    return (JobSpec.Generation) spec(id);
  }

  private JobSpec spec(JobId id) {
    return farm.log.specs().read(farm.scheduler.job(id).spec());
  }

  private Client.Answer invert(String more) {
    return client.submit(
        "{\"kind\":\"inversion\",\"model\":\"shapes-ldm\",\"placeholder_token\":\"<sun>\","
            + "\"initializer_token\":\"circle\","
            + more
            + "}");
  }

  private String refused(String more) {
    Client.Answer answer = invert(more);
    assertThat(answer.status()).isEqualTo(422);
    return answer.code() + " " + answer.param();
  }

  private String picture() {
    return upload(PNG, "sun.png").json().path("id").asText();
  }

  private Client.Answer upload(byte[] file, String name) {
    return client.send(
        "POST",
        "/v1/uploads?name=" + name,
        Optional.of(file),
        "Content-Type",
        "application/octet-stream");
  }

  private static Client.Answer upload(Client client, BodyPublisher file) {
    return client.send(
        "POST", "/v1/uploads?name=a.png", file, "Content-Type", "application/octet-stream");
  }

  private JsonNode job(JobId id) {
    return client.get("/v1/jobs/" + id).json();
  }

  private static ProgressEvent.Line line(JobId id, String text) {
    return new ProgressEvent.Line(
        id, Epoch.of(1), ProgressEvent.Line.Level.INFO, text, FakeScheduler.now());
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      entry(zip, "suns/a.png", PNG);
      entry(zip, "suns/a.txt", bytes("a {} by day"));
      entry(zip, "suns/b.png", bytes("\u0089PNG\r\n\u001a\nanother"));
      entry(zip, "suns/b.txt", bytes("a {} by night"));
    }
    return bytes.toByteArray();
  }

  private static void entry(ZipOutputStream zip, String name, byte[] file) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(file);
    zip.closeEntry();
  }

  private static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }
}
