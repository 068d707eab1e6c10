package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are put into the object store, and what the gateway makes of them. */
class DirectUploadTest extends FreshFarm {
  private static final byte[] LINES =
      "{\"custom_id\":\"a\",\"method\":\"POST\"}\n".getBytes(StandardCharsets.UTF_8);

  @Test
  void whatIsPutIsCheckedAndKeptAsIfItHadComeThroughTheGateway() throws IOException {
    byte[] plain = Specimens.picture("jpeg");
    byte[] telling = Specimens.withExif(plain, 1);
    JsonNode open = open("cat.jpg", telling, ",\"content_type\":\"image/jpeg\",\"caption\":\"{}\"");
    assertThat(open.path("status").asText()).isEqualTo("open");
    assertThat(open.path("put_url").asText()).contains(key(open));
    assertThat(open.path("headers").path("Content-Length").asText())
        .isEqualTo(Integer.toString(telling.length));
    put(open, telling);

    JsonNode done = complete(open).json();

    assertThat(done.path("status").asText()).isEqualTo("completed");
    assertThat(done.path("put_url").isNull()).isTrue();
    String id = done.path("upload").path("id").asText();
    assertThat(id).as("what is kept tells nothing").isEqualTo(Digest.of(plain).hex());
    assertThat(client.get("/v1/uploads/" + id).json().path("caption").asText()).isEqualTo("{}");
    assertThat(complete(open).json()).as("asked again").isEqualTo(done);
    assertThat(left()).as("what was put is gone").isZero();
  }

  @Test
  void withAPurposeItIsAFile() {
    JsonNode open = open("lines.jsonl", LINES, ",\"purpose\":\"batch\"");
    put(open, LINES);

    JsonNode file = complete(open).json().path("file");

    assertThat(file.path("purpose").asText()).isEqualTo("batch");
    assertThat(file.path("expires_at").isIntegralNumber()).isTrue();
    assertThat(client.get("/v1/files/" + file.path("id").asText()).json()).isEqualTo(file);
    assertThat(client.get("/v1/files/" + file.path("id").asText() + "/content").text())
        .isEqualTo(new String(LINES, StandardCharsets.UTF_8));
  }

  @Test
  void whatIsNotThereYetIsToldAndMayStillCome() {
    JsonNode open = open("lines.jsonl", LINES, ",\"purpose\":\"batch\"");

    assertThat(complete(open).code()).isEqualTo("upload_incomplete");

    put(open, LINES);
    assertThat(complete(open).status()).isEqualTo(200);
  }

  @Test
  void anotherSizeOrDigestThanAnnouncedIsRefusedAndGone() {
    JsonNode shorter = open("a", LINES, ",\"purpose\":\"batch\"");
    put(shorter, new byte[] {1});
    JsonNode other =
        open("a", LINES, ",\"purpose\":\"batch\",\"sha256\":\"%s\"".formatted("0".repeat(64)));
    put(other, LINES);

    assertThat(complete(shorter).param()).isEqualTo("bytes");
    Client.Answer refused = complete(other);

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.code()).isEqualTo("upload_mismatch");
    assertThat(refused.param()).isEqualTo("sha256");
    assertThat(complete(other).code()).isEqualTo("upload_not_found");
    assertThat(left()).isZero();
  }

  @Test
  void aBombIsRefusedByItsHeaderHoweverItCame() throws IOException {
    byte[] bomb = Specimens.pngBomb(20_000);
    for (String more : new String[] {"", ",\"purpose\":\"vision\""}) {
      JsonNode open = open("bomb.png", bomb, more);
      put(open, bomb);

      assertThat(complete(open).code()).isEqualTo("value_out_of_range");
      assertThat(left()).isZero();
    }
  }

  @Test
  void whatIsForgottenCannotBeCompleted() {
    JsonNode open = open("a", LINES, ",\"purpose\":\"batch\"");
    put(open, LINES);

    assertThat(client.delete(path(open)).status()).isEqualTo(204);

    assertThat(complete(open).code()).isEqualTo("upload_not_found");
    assertThat(left()).isZero();
  }

  @Test
  void aTenantHasABoundedNumberOfThemOpen() {
    JsonNode first = open("a", LINES, "");
    for (int i = 1; i < 32; i++) {
      open("a", LINES, "");
    }

    assertThat(announce("a", LINES, "").code()).isEqualTo("too_many_uploads");
    assertThat(client.delete(path(first)).status()).isEqualTo(204);
    assertThat(announce("a", LINES, "").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'filename':'a'}                                        | missing_field      | bytes",
        "{'bytes':1}                                             | missing_field      | filename",
        "{'filename':'a','bytes':0}                              | value_out_of_range | bytes",
        "{'filename':'a','bytes':67108865}                       | value_out_of_range | bytes",
        "{'filename':'a','bytes':67108865,'purpose':'vision'}    | value_out_of_range | bytes",
        "{'filename':'a','bytes':536870913,'purpose':'batch'}    | value_out_of_range | bytes",
        "{'filename':'a','bytes':1,'purpose':'batch_output'}     | unknown_value      | purpose",
        "{'filename':'a','bytes':1,'content_type':'a b'}         | invalid_text       | content_type",
        "{'filename':'a','bytes':1,'sha256':'0'}                 | invalid_text       | sha256",
        "{'filename':'a','bytes':1,'caption':'','purpose':'vision'} | fields_conflict | caption",
        "{'filename':'a','bytes':1,'size':1}                     | unknown_field      | size",
      })
  void whatDoesNotFitIsNamed(String body, String code, String param) {
    Client.Answer answer = client.post("/v1/direct-uploads", body.replace('\'', '"'));

    assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    assertThat(answer.param()).isEqualTo(param);
  }

  private JsonNode open(String name, byte[] file, String more) {
    Client.Answer answer = announce(name, file, more);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private Client.Answer announce(String name, byte[] file, String more) {
    return client.post(
        "/v1/direct-uploads",
        "{\"filename\":\"%s\",\"bytes\":%d%s}".formatted(name, file.length, more));
  }

  /** As somebody does with the address; that the store takes nothing else is its own contract. */
  private void put(JsonNode open, byte[] file) {
    farm.objects.put(key(open), file, open.path("content_type").asText());
  }

  private static String key(JsonNode open) {
    return ObjectKeys.openDirect(TenantId.of("default"), open.path("id").asText(), "data");
  }

  private Client.Answer complete(JsonNode open) {
    return client.post(path(open) + "/complete", "");
  }

  private static String path(JsonNode open) {
    return "/v1/direct-uploads/" + open.path("id").asText();
  }

  /** How many objects wait for somebody to complete them. */
  private long left() {
    return farm
        .objects
        .list(ObjectKeys.openDirects(TenantId.of("default")), Optional.empty(), 100)
        .objects()
        .stream()
        .map(ObjectInfo::key)
        .count();
  }
}
