package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.JobSpec;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tenant's jobs have made is that tenant's own until it is shared. */
class ModelSharingTest extends FreshFarm {
  private static final TenantId TENANT = TenantId.of("default");
  private static final String WITH_INK =
      "{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"x\","
          + "\"loras\":[{\"name\":\"mine\"}]}";

  @BeforeEach
  void make() {
    farm.models.publish(FakeModels.madeBy(TENANT, "mine"));
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
  void whatAJobMadeIsDrawnWithByItsNameAndByItsJobWithTheModelThatItIsFor() {
    JobId maker = FakeModels.madeBy(TENANT, "mine").origin().job();

    for (String name : List.of("ft:" + maker, "mine", "mine@1")) {
      JobSpec.Generation drawn = drawn(name);
      assertThat(drawn.model()).as(name).hasToString("shapes-ldm@2");
      assertThat(drawn.options().loras())
          .as(name)
          .singleElement()
          .satisfies(lora -> {
            assertThat(lora.model()).hasToString("mine@1");
            assertThat(lora.weight()).isEqualTo(1);
          });
    }
    assertThat(farm.stranger().submit(with("ft:" + maker)).code()).isEqualTo("model_not_found");
    assertThat(farm.stranger().submit(with("ft:" + maker)).status()).isEqualTo(404);
    assertThat(farm.stranger().get("/v1/models/ft:" + maker).code()).isEqualTo("model_not_found");
  }

  @Test
  void aLaterVersionDoesNotTakeTheNameThatAJobGave() {
    JobId first = FakeModels.madeBy(TENANT, "mine").origin().job();
    JobId second = JobId.ofKey(TENANT, "again", 0);
    farm.models.publish(FakeModels.madeBy(second, TENANT, "mine"));

    assertThat(drawn("ft:" + first).options().loras().getFirst().model()).hasToString("mine@1");
    assertThat(drawn("mine").options().loras().getFirst().model()).hasToString("mine@2");
    assertThat(client.get("/v1/models").json().path("data").findValuesAsText("id"))
        .contains("mine", "ft:" + first, "ft:" + second);
    JsonNode model = client.get("/v1/models/ft:" + first).json();
    assertThat(model.path("id").asText()).isEqualTo("ft:" + first);
    assertThat(model.path("name").asText()).isEqualTo("mine");
    assertThat(model.path("version").asInt()).isEqualTo(1);
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

  private JobSpec.Generation drawn(String model) {
    Client.Answer answer = client.submit(with(model));
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return (JobSpec.Generation) farm.log.specs().read(farm.scheduler.job(answer.id()).spec());
  }

  private static String with(String model) {
    return "{\"kind\":\"generation\",\"model\":\"" + model + "\",\"prompt\":\"x\"}";
  }

  private static String inPrompt() {
    return "{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"x <lora:mine:1>\"}";
  }
}
