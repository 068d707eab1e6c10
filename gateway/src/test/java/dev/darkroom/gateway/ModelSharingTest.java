package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.TenantId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tenant's jobs have made is that tenant's own until it is shared. */
class ModelSharingTest extends FreshFarm {
  private static final String WITH_INK =
      "{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"x\","
          + "\"loras\":[{\"name\":\"mine\"}]}";

  @BeforeEach
  void make() {
    farm.models.publish(FakeModels.madeBy(TenantId.of("default"), "mine"));
  }

  @Test
  void nobodyElseSeesOrUsesIt() {
    assertThat(client.get("/v1/models/mine").json().path("visibility").asText())
        .isEqualTo("private");
    assertThat(client.get("/v1/models/mine").json().path("owned_by").asText()).isEqualTo("default");
    assertThat(client.submit(WITH_INK).status()).isEqualTo(202);

    assertThat(farm.stranger().get("/v1/models/mine").code()).isEqualTo("model_not_found");
    assertThat(farm.stranger().get("/v1/models/mine@1").code()).isEqualTo("model_not_found");
    assertThat(farm.stranger().get("/v1/models").text()).doesNotContain("mine");
    assertThat(farm.stranger().submit(WITH_INK).code()).isEqualTo("unknown_lora");
    assertThat(farm.stranger().submit(inPrompt()).code()).isEqualTo("unknown_lora");
    assertThat(farm.stranger().submit(inPrompt().replace("mine", "mina")).detail())
        .as("not even as what was probably meant")
        .doesNotContain("mine");
  }

  @Test
  void sharedItIsEverybodysAndTakenBackItIsNot() {
    assertThat(share("shared").json().path("visibility").asText()).isEqualTo("shared");
    assertThat(farm.stranger().get("/v1/models/mine").status()).isEqualTo(200);
    assertThat(farm.stranger().submit(WITH_INK).status()).isEqualTo(202);

    assertThat(share("private").status()).isEqualTo(200);
    assertThat(farm.stranger().submit(WITH_INK).code()).isEqualTo("unknown_lora");
  }

  @Test
  void onlyItsTenantSaysWhoMayUseIt() {
    share("shared");

    assertThat(farm.stranger().patch("/v1/models/mine", body("private")).code())
        .isEqualTo("model_not_found");
    assertThat(client.patch("/v1/models/shapes-ldm", body("private")).code())
        .isEqualTo("model_not_found");
    assertThat(client.patch("/v1/models/mine", body("ours")).param()).isEqualTo("visibility");
    assertThat(client.patch("/v1/models/mine", "{\"visible\":\"shared\"}").code())
        .isEqualTo("unknown_field");
  }

  @Test
  void whatAnOperatorAddedIsEverybodys() {
    assertThat(farm.stranger().get("/v1/models/ink").json().path("visibility").asText())
        .isEqualTo("shared");
    assertThat(farm.stranger().get("/v1/models/ink").json().path("owned_by").asText())
        .isEqualTo("darkroom");
  }

  private Client.Answer share(String visibility) {
    return client.patch("/v1/models/mine", body(visibility));
  }

  private static String body(String visibility) {
    return "{\"visibility\":\"" + visibility + "\"}";
  }

  private static String inPrompt() {
    return "{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"x <lora:mine:1>\"}";
  }
}
