package dev.darkroom.gateway;

import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelDraft;
import dev.darkroom.storage.object.ModelFile;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelOrigin;
import dev.darkroom.storage.object.ModelRepository;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;

/**
 * A published model, {@code shapes-ldm} version 2: 8 to 128 pixels by 8, at most 1,000 steps; a
 * LoRA, {@code ink}; {@code pupil}, whose card says how it is taught, and its CLIP {@code eyes}.
 */
final class FakeModels implements ModelRepository {
  static final ModelManifest SHAPES = manifest("shapes-ldm", "ldm", Map.of());
  static final ModelManifest INK = manifest("ink", ModelCard.LORA, Map.of());

  /** Says how it is taught, and which CLIP looks at what it learned. */
  static final ModelManifest PUPIL =
      manifest(
          "pupil",
          "ldm",
          Map.of(
              "inversion.num_vectors", "4",
              "inversion.steps", "600",
              "inversion.lr_scheduler", "cosine",
              "inversion.validation_prompts", "a {}|a {} on the left",
              "inversion.clip_model", "eyes"));

  static final ModelManifest EYES = manifest("eyes", "clip", Map.of());

  private final Deque<ModelManifest> made = new ConcurrentLinkedDeque<>();
  private volatile boolean down;
  private volatile boolean broken;

  void down(boolean isDown) {
    down = isDown;
  }

  /** Whether every question meets a bug. */
  void broken(boolean isBroken) {
    broken = isBroken;
  }

  @Override
  public List<ModelManifest> list() {
    check();
    return Stream.concat(made.stream(), Stream.of(SHAPES, INK, PUPIL, EYES))
        .toList(); // newest first
  }

  @Override
  public Optional<ModelManifest> latest(String name) {
    check();
    return list().stream().filter(m -> m.card().name().equals(name)).findFirst();
  }

  @Override
  public ModelManifest resolve(ModelRef ref) {
    return list().stream()
        .filter(m -> m.card().name().equals(ref.name()))
        .filter(m -> ref.version().map(v -> v == m.version()).orElse(true))
        .findFirst()
        .orElseThrow(() ->
            new StorageException(StorageException.Code.NOT_FOUND, "there is no model " + ref));
  }

  @Override
  public Optional<ModelManifest> madeBy(TenantId tenant, JobId job) {
    return madeFor(tenant).stream()
        .filter(m -> m.origin().orElseThrow().job().equals(job))
        .findFirst();
  }

  @Override
  public List<ModelManifest> madeFor(TenantId tenant) {
    check();
    return made.stream().filter(m -> m.origin().orElseThrow().tenant().equals(tenant)).toList();
  }

  @Override
  public ModelManifest publish(ModelCard card, Path folder) {
    throw new UnsupportedOperationException("a gateway publishes nothing");
  }

  @Override
  public ModelManifest publish(ModelDraft draft) {
    ModelManifest made =
        new ModelManifest(
            draft.card(),
            1 + latest(draft.card().name()).map(ModelManifest::version).orElse(0),
            SHAPES.files(),
            SHAPES.digest(),
            SHAPES.createdAt(),
            Optional.of(draft.origin()));
    this.made.addFirst(made);
    return made;
  }

  @Override
  public void remove(ModelRef ref) {
    throw new UnsupportedOperationException("a gateway removes nothing");
  }

  /** A LoRA as a tenant's job leaves it. */
  static ModelDraft madeBy(TenantId tenant, String name) {
    return madeBy(JobId.ofKey(tenant, name, 0), tenant, name);
  }

  /** A LoRA as this job of a tenant leaves it. */
  static ModelDraft madeBy(JobId job, TenantId tenant, String name) {
    Output file =
        new Output(
            "lora.safetensors",
            Output.Role.LORA,
            "t/any/lora.safetensors",
            Digest.of(new byte[] {3}),
            "application/vnd.safetensors",
            1,
            OptionalLong.empty());
    return new ModelDraft(
        ModelCard.ofLora(name, "A style.", "Apache-2.0", Map.of("base", "shapes-ldm@2")),
        new ModelOrigin(tenant, job, SHAPES.ref(), SHAPES.digest()),
        List.of(new ModelDraft.Part(file.name(), file)));
  }

  private void check() {
    if (broken) {
      throw new IllegalStateException("a planted bug");
    }
    if (down) {
      throw new StorageException(StorageException.Code.UNAVAILABLE, "the object store is down");
    }
  }

  private static ModelManifest manifest(String name, String family, Map<String, String> config) {
    ModelCard card =
        new ModelCard(
            name,
            family,
            "shapes of the house world",
            "Apache-2.0",
            new ModelCard.Limits(8, 8, 128, 8, 128, 1_000),
            new ModelCard.Defaults(20, 5.0, "ddim", 64, 64),
            List.of("ddim", "euler", "euler_a", "dpmpp_2m"),
            config);
    List<ModelFile> files =
        List.of(new ModelFile("unet/model.safetensors", Digest.of(new byte[] {1}), 1));
    return new ModelManifest(
        card, 2, files, ModelManifest.digestOf(files), Instant.parse("2026-11-01T00:00:00Z"));
  }
}
