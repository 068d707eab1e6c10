package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutputRoutesTest extends FreshFarm {
  private static final byte[] BYTES = {'d', 'a', 'r', 'k', 'r', 'o', 'o', 'm'};

  private JobId id;
  private String tag = "";

  @BeforeEach
  void draw() {
    id = client.submit("{\"kind\":\"noop\"}").id();
    farm.scheduler.start(id);
    farm.objects.put(Jobs.outputKey(id), BYTES, "image/png");
    JobEvent.Succeeded usual = (JobEvent.Succeeded) Jobs.succeeded(id);
    Output one = usual.outputs().getFirst();
    Output real =
        new Output(
            one.name(),
            one.role(),
            one.key(),
            Digest.of(BYTES),
            one.contentType(),
            BYTES.length,
            one.seed());
    tag = "\"" + real.hash().hex() + "\"";
    farm.scheduler.apply(
        id, new JobEvent.Succeeded(usual.epoch(), usual.manifest(), List.of(real), 5, usual.at()));
    Awaitility.await().until(() -> job().path("status").asText().equals("succeeded"));
  }

  @Test
  void anOutputIsServedWithItsDigestAsItsTag() {
    Client.Answer answer = client.get(path());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("darkroom");
    assertThat(answer.header("ETag")).isEqualTo(tag);
    assertThat(answer.header("Content-Type")).isEqualTo("image/png");
    assertThat(answer.header("Content-Length")).isEqualTo("8");
    assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(answer.header("Content-Disposition")).startsWith("inline; filename=\"0.png\"");
    assertThat(client.get(path() + "?download=true").header("Content-Disposition"))
        .startsWith("attachment; ");
  }

  @Test
  void whoHasItIsTold304AndNothingElse() {
    Client.Answer known = client.get(path(), "If-None-Match", "\"other\", W/" + tag);

    assertThat(known.status()).isEqualTo(304);
    assertThat(known.header("ETag")).isEqualTo(tag);
    assertThat(client.get(path(), "If-None-Match", "\"other\"").status()).isEqualTo(200);
  }

  @Test
  void aPartIsServedAndAPartThatIsNotThereIsRefused() {
    Client.Answer middle = client.get(path(), "Range", "bytes=4-6");
    Client.Answer end = client.get(path(), "Range", "bytes=-3");

    assertThat(middle.status()).isEqualTo(206);
    assertThat(middle.text()).isEqualTo("roo");
    assertThat(middle.header("Content-Range")).isEqualTo("bytes 4-6/8");
    assertThat(end.text()).isEqualTo("oom");
    assertThat(client.get(path(), "Range", "bytes=4-").text()).isEqualTo("room");
    assertThat(client.get(path(), "Range", "bytes=0-1,3-4").status()).isEqualTo(200);
    assertThat(client.get(path(), "Range", "bytes=4-", "If-Range", "\"other\"").status())
        .isEqualTo(200);
    Client.Answer beyond = client.get(path(), "Range", "bytes=8-");
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.code()).isEqualTo("range_not_satisfiable");
    assertThat(beyond.header("Content-Range")).isEqualTo("bytes */8");
  }

  @Test
  void headTellsTheSameWithoutTheBytes() {
    Client.Answer head = client.send("HEAD", path(), Optional.empty());

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.text()).isEmpty();
    assertThat(head.header("ETag")).isEqualTo(tag);
    assertThat(head.header("Content-Length")).isEqualTo("8");
  }

  @Test
  void whoAsksForARedirectIsSentToAFreshAddress() {
    Client.Answer answer = client.get(path() + "?redirect=true");

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).contains("0.png");
    assertThat(answer.header("ETag")).isEqualTo(tag);
  }

  @Test
  void aDeletedOutputSaysSoAndTheJobStillTellsOfIt() {
    assertThat(client.delete(path()).status()).isEqualTo(204);

    Client.Answer gone = client.get(path());
    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.code()).isEqualTo("output_expired");
    assertThat(farm.objects.stat(Jobs.outputKey(id))).isEmpty();
    assertThat(job().path("outputs").path(0).path("deleted_at").isTextual()).isTrue();
    assertThat(job().path("outputs").path(0).path("url").isNull()).isTrue();
    assertThat(client.delete(path()).status()).isEqualTo(204);
    assertThat(client.delete("/v1/jobs/" + id + "/outputs/1.png").code())
        .isEqualTo("output_not_found");
  }

  @Test
  void aDeletedJobIsForgottenWithItsFilesAndOneThatRunsIsNot() {
    JobId waits = client.submit("{\"kind\":\"noop\"}").id();

    assertThat(client.delete("/v1/jobs/" + id).status()).isEqualTo(204);
    Awaitility.await().until(() -> client.get("/v1/jobs/" + id).status() == 404);
    assertThat(farm.objects.stat(Jobs.outputKey(id))).isEmpty();
    assertThat(client.delete("/v1/jobs/" + waits).code()).isEqualTo("job_not_ended");
  }

  @Test
  void whatHasBeenSweptAwaySaysSoToo() {
    farm.objects.delete(Jobs.outputKey(id));

    assertThat(client.get(path()).code()).isEqualTo("output_expired");
    assertThat(farm.stranger().get(path()).code()).isEqualTo("job_not_found");
    assertThat(client.get("/v1/jobs/" + id + "/outputs/..%2F..%2Fmanifest.json").code())
        .isEqualTo("output_not_found");
  }

  private String path() {
    return "/v1/jobs/" + id + "/outputs/0.png";
  }

  private JsonNode job() {
    return client.get("/v1/jobs/" + id).json();
  }
}
