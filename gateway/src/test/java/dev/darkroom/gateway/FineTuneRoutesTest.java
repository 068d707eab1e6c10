package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.job.spec.FineTuneSpec.Source;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fine-tunes, from the pictures that are brought to the LoRA that the next job draws with. */
class FineTuneRoutesTest {
  private static final byte[] PNG = bytes("\u0089PNG\r\n\u001a\nand so on");
  private static final TenantId TENANT = TenantId.of("default");

  private Farm farm;
  private Client client;

  @BeforeEach
  void start() {
    farm = Farm.start();
    client = farm.client();
    Awaitility.await().until(() -> client.get("/readyz").status() == 200);
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  @Test
  void aLoraIsTakenWithEveryDefaultFilledIn() {
    FineTuneSpec spec = spec(tune("\"images\":[\"" + picture() + "\"],\"captions\":[\"a sun\"]"));

    assertThat(spec.model()).hasToString("shapes-ldm@2");
    assertThat(spec.name()).isEqualTo("suns");
    assertThat(spec.change().adapter())
        .contains(new FineTuneSpec.Adapter(4, 4, 0, List.of(FineTuneSpec.Target.ATTENTION)));
    assertThat(spec.plan().rate().base()).isEqualTo(1e-4);
    assertThat(spec.dataset().resolution()).isEqualTo(64);
    assertThat(spec.keeping().validation().orElseThrow().prompts()).isEmpty();
    assertThat(((Source.Listed) spec.dataset().source()).pictures())
        .extracting(Picture::caption)
        .containsExactly(Optional.of("a sun"));
  }

  @Test
  void dreamBoothNamesItsSubjectAndItsClass() {
    FineTuneSpec spec =
        spec(
            tune(
                "\"method\":\"dreambooth\",\"tune\":\"full\",\"images\":[\""
                    + picture()
                    + "\"],\"instance_prompt\":\"a sks sun\",\"class_prompt\":\"a sun\","
                    + "\"num_class_images\":7"));

    assertThat(spec.change().adapter()).isEmpty();
    assertThat(spec.change().recipe().ema()).hasValue(0.9999);
    FineTuneSpec.Subject subject = spec.change().subject().orElseThrow();
    assertThat(subject.prompt()).isEqualTo("a sks sun");
    assertThat(subject.prior().orElseThrow().images()).isEqualTo(7);
    assertThat(spec.keeping().validation().orElseThrow().prompts()).containsExactly("a sks sun");
  }

  @Test
  void aZipFileAndAFolderOfTheTenantsOwnAreDatasets() throws IOException {
    String zip = upload(zip(), "suns.zip").json().path("id").asText();
    farm.objects.put("t/default/datasets/birds/a.png", PNG, "image/png");
    farm.objects.put("t/default/datasets/birds/a.txt", bytes("a bird"), "text/plain");

    Source archive = spec(tune("\"dataset\":\"" + zip + "\"")).dataset().source();
    Source below = spec(tune("\"dataset\":\"s3:birds\"")).dataset().source();

    assertThat(((Source.Archive) archive).zip().digest()).isEqualTo(Digest.of(zip()));
    assertThat(below).isEqualTo(new Source.Prefix("t/default/datasets/birds/"));
  }

  @Test
  void whatLiesBelowAPrefixIsLookedAtToItsLastPageBeforeAnythingIsQueued() {
    String birds = "t/default/datasets/birds/";
    for (int i = 0; i < ObjectStore.MAX_PAGE; i++) {
      farm.objects.put(birds + "a/notes-%04d.md".formatted(i), PNG, "text/markdown");
    }
    String dataset = "\"dataset\":\"s3:birds\"";
    assertThat(refused(dataset)).isEqualTo("value_out_of_range dataset");

    farm.objects.put(birds + "z/late.PNG", PNG, "image/png");
    assertThat(refused(dataset)).as("no caption").isEqualTo("invalid_text dataset");
    assertThat(
            tune(dataset + ",\"method\":\"dreambooth\",\"instance_prompt\":\"a sks bird\"")
                .status())
        .as("a prompt for all")
        .isEqualTo(202);

    farm.objects.put(birds + "z/late.txt", bytes("a bird"), "text/plain");
    assertThat(tune(dataset).status()).isEqualTo(202);
    farm.objects.put(birds + "z/empty.webp", new byte[0], "image/webp");
    assertThat(refused(dataset)).isEqualTo("invalid_file dataset");
    farm.objects.put(birds + "z/empty.webp", PNG, "image/webp");
    farm.objects.put(birds + "metadata.jsonl", bytes("{}"), "application/jsonl");
    assertThat(tune(dataset).status()).as("a list, which the worker reads").isEqualTo(202);
  }

  @Test
  void whatDoesNotFitIsRefusedByItsField() {
    String one = "\"images\":[\"" + picture() + "\"]";
    String told = one + ",\"captions\":[\"a sun\"]";

    assertThat(refused("\"seed\":1")).isEqualTo("missing_field dataset");
    assertThat(refused(one)).isEqualTo("invalid_text captions");
    assertThat(refused(one + ",\"dataset\":\"s3:a\"")).isEqualTo("fields_conflict dataset");
    assertThat(refused(one + ",\"captions\":[\"a\",\"b\"]"))
        .isEqualTo("value_out_of_range captions");
    assertThat(refused("\"dataset\":\"" + picture() + "\"")).isEqualTo("unknown_picture dataset");
    assertThat(refused("\"dataset\":\"s3:nothing\"")).isEqualTo("value_out_of_range dataset");
    assertThat(refused("\"dataset\":\"s3:../other\"")).isEqualTo("invalid_name dataset");
    assertThat(refused(told + ",\"rank\":0")).isEqualTo("value_out_of_range rank");
    assertThat(refused(told + ",\"target_modules\":[\"atention\"]"))
        .isEqualTo("unknown_value target_modules");
    assertThat(refused(told + ",\"resolution\":63")).isEqualTo("size_not_divisible resolution");
    assertThat(refused(told + ",\"instance_prompt\":\"x\""))
        .isEqualTo("fields_conflict instance_prompt");
    assertThat(refused(told + ",\"method\":\"full\",\"rank\":4")).isEqualTo("fields_conflict rank");
    assertThat(refused(told + ",\"method\":\"dreambooth\""))
        .isEqualTo("missing_field instance_prompt");
    assertThat(refused(told + ",\"words\":[\"<nonesuch>\"]")).isEqualTo("unknown_word words");
  }

  @Test
  void aResultTakesNoNameThatIsAnothersOrAnotherKindOfThing() {
    String told = "\"images\":[\"" + picture() + "\"],\"captions\":[\"a sun\"]";

    assertThat(tune("shapes-ldm", told).code()).isEqualTo("name_taken");
    assertThat(tune("ink", told).code()).isEqualTo("name_taken");
    assertThat(tune("No Name", told).code()).isEqualTo("invalid_name");
  }

  @Test
  void aLoraIsUsableInTheVeryNextJobAndItsSecondVersionToo() {
    learn("first");
    assertThat(drawnWith()).isEqualTo("suns@1");
    learn("second");
    assertThat(drawnWith()).isEqualTo("suns@2");

    JsonNode model = client.get("/v1/models/suns").json();
    assertThat(model.path("base").asText()).isEqualTo("shapes-ldm@2");
    assertThat(model.path("job").asText()).isNotEmpty();
  }

  /** The version of {@code suns} that a job which names it draws with. */
  private String drawnWith() {
    JobId job =
        client
            .submit(
                "{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"x\","
                    + "\"loras\":[{\"name\":\"suns\"}]}")
            .id();
    JobSpec.Generation spec = (JobSpec.Generation) farm.log.specs().read(specOf(job));
    return spec.options().loras().getFirst().model().toString();
  }

  private void learn(String weights) {
    JobId id = tune("\"images\":[\"" + picture() + "\"],\"captions\":[\"a sun\"]").id();
    farm.scheduler.start(id);
    RunRef run = new RunRef(id, Epoch.of(1));
    farm.scheduler.apply(
        id,
        new JobEvent.Succeeded(
            Epoch.of(1),
            Digest.of(PNG),
            List.of(
                stored(run, "dataset.json", Output.Role.MANIFEST, "{}"),
                stored(run, "lora-steps-5.safetensors", Output.Role.LORA, "half"),
                stored(run, "lora.safetensors", Output.Role.LORA, weights)),
            5,
            FakeScheduler.now()));
    Awaitility.await()
        .until(
            () -> client.get("/v1/jobs/" + id).json().path("status").asText().equals("succeeded"));
  }

  private Output stored(RunRef run, String name, Output.Role role, String text) {
    String key = ObjectKeys.output(TENANT, run, name);
    farm.objects.put(key, bytes(text), "application/octet-stream");
    return new Output(
        name,
        role,
        key,
        Digest.of(bytes(text)),
        "application/octet-stream",
        bytes(text).length,
        OptionalLong.empty());
  }

  private FineTuneSpec spec(Client.Answer answer) {
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(202);
    return (FineTuneSpec) farm.log.specs().read(specOf(answer.id()));
  }

  private dev.darkroom.job.id.SpecRef specOf(JobId id) {
    return farm.scheduler.job(id).spec();
  }

  private Client.Answer tune(String more) {
    return tune("suns", more);
  }

  private Client.Answer tune(String name, String more) {
    return client.submit(
        "{\"kind\":\"fine_tune\",\"model\":\"shapes-ldm\",\"output_name\":\""
            + name
            + "\","
            + more
            + "}");
  }

  private String refused(String more) {
    Client.Answer answer = tune(more);
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(422);
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

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("suns/a.png");
      entry.setTime(0);
      zip.putNextEntry(entry);
      zip.write(PNG);
    }
    return bytes.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
