package dev.darkroom.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What a job made becomes a model: once, under its own tenant's name, and never again once gone.
 */
class DraftPublishingTest {
  private static final TenantId MINE = TenantId.of("default");

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final StoredModels models =
      new StoredModels(store, InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z")));

  @Test
  void whatAJobMadeIsFoundWithItsFilesAndWhereItComesFrom() {
    ModelManifest made = models.publish(draft(1, MINE, "ink", "weights"));

    assertThat(made.ref()).hasToString("ink@1");
    assertThat(models.latest("ink")).contains(made);
    assertThat(made.origin().orElseThrow().base()).hasToString("shapes-ldm@2");
    assertThat(made.files()).extracting(ModelFile::path).containsExactly("unet/w.safetensors");
    assertThat(store.get(ObjectKeys.modelFile("ink", 1, "unet/w.safetensors"), 100))
        .isEqualTo(utf8("weights"));
  }

  @Test
  void theSameJobMakesOneVersionAndAnotherJobTheNext() {
    ModelManifest first = models.publish(draft(1, MINE, "ink", "weights"));

    assertThat(models.publish(draft(1, MINE, "ink", "weights"))).isEqualTo(first);
    assertThat(models.publish(draft(2, MINE, "ink", "others")).version()).isEqualTo(2);
    assertThat(models.publish(draft(1, MINE, "ink", "weights"))).isEqualTo(first);
  }

  @Test
  void whatAJobMadeIsFoundByTheJobForItsTenantAlone() {
    TenantId other = TenantId.of("other");
    ModelManifest first = models.publish(draft(1, MINE, "ink", "weights"));
    ModelManifest second = models.publish(draft(2, MINE, "ink", "others"));

    assertThat(models.madeBy(MINE, job(1))).contains(first);
    assertThat(models.madeBy(MINE, job(2))).contains(second);
    assertThat(models.madeBy(MINE, job(3))).isEmpty();
    assertThat(models.madeBy(other, job(1))).isEmpty();
    assertThat(models.madeFor(MINE)).containsExactlyInAnyOrder(first, second);
    assertThat(models.madeFor(other)).isEmpty();

    models.remove(ModelRef.parse("ink@1"));
    assertThat(models.madeBy(MINE, job(1))).isEmpty();
    assertThat(models.madeFor(MINE)).containsExactly(second);
  }

  @Test
  void whatWasRemovedDoesNotComeBack() {
    models.publish(draft(1, MINE, "ink", "weights"));
    models.remove(ModelRef.parse("ink@1"));

    refused(draft(1, MINE, "ink", "weights"), Code.CONFLICT, "was removed");
    assertThat(models.publish(draft(2, MINE, "ink", "others")).version()).isEqualTo(2);
  }

  @Test
  void anotherTenantsNameAndAnotherKindOfThingAreLeftAlone() {
    models.publish(draft(1, MINE, "ink", "weights"));

    refused(draft(2, TenantId.of("other"), "ink", "mine"), Code.CONFLICT, "another model's");
    assertThat(models.latest("ink").orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void aFileThatIsNotWhatTheJobStoredIsNotPublished() {
    ModelDraft draft = draft(1, MINE, "ink", "weights");
    store.put(draft.parts().getFirst().file().key(), utf8("changed"), "x");

    refused(draft, Code.CORRUPT, "digest");
    assertThat(models.latest("ink")).isEmpty();
  }

  private void refused(ModelDraft draft, Code code, String message) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> models.publish(draft))
        .withMessageContaining(message)
        .extracting(StorageException::code)
        .isEqualTo(code);
  }

  private ModelDraft draft(int job, TenantId tenant, String name, String weights) {
    byte[] bytes = utf8(weights);
    String key = "t/" + tenant + "/j/job-" + job + "/w";
    store.put(key, bytes, "application/octet-stream");
    Output file =
        new Output(
            "unet/w.safetensors",
            Output.Role.LORA,
            key,
            Digest.of(bytes),
            "application/octet-stream",
            bytes.length,
            OptionalLong.empty());
    return new ModelDraft(
        ModelCard.ofLora(name, "LoRA.", "unknown", Map.of()),
        new ModelOrigin(
            tenant, job(job), new ModelRef("shapes-ldm", Optional.of(2)), Digest.of(utf8("base"))),
        List.of(new ModelDraft.Part(file.name(), file)));
  }

  private static JobId job(int number) {
    return JobId.ofRandom(new UUID(1, number), 0);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
