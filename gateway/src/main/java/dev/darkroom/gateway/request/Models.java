package dev.darkroom.gateway.request;

import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.gateway.model.TunedName;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelManifest;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Finds the models that requests name. */
final class Models {
  private final ModelCatalog catalog;
  private final TunedModels tuned;
  private final Runnable catchUp;

  /**
   * @param tuned those that are named by the jobs that made them
   * @param catchUp publishes what jobs have made up to now: asked before a name that a job may have
   *     made is given up or used, so that what a job has just made is there for the next
   */
  Models(ModelCatalog catalog, TunedModels tuned, Runnable catchUp) {
    this.catalog = catalog;
    this.tuned = tuned;
    this.catchUp = catchUp;
  }

  /**
   * The model of a name that the tenant may use, its version pinned; may block.
   *
   * @param param the field that names it
   * @throws ProblemException UNKNOWN_MODEL, with the one that was probably meant
   */
  ModelManifest named(TenantId tenant, String param, String name) {
    ModelManifest found = any(tenant, param, name);
    if (isLora(found)) {
      throw isLora(param, name);
    }
    return found;
  }

  /** A model to draw with, and the LoRA that it is to be changed by. */
  record Brush(ModelManifest model, Optional<ModelManifest> lora) {}

  /**
   * The model of a name, or the LoRA of a name that a job made and the model that it made it for,
   * their versions pinned; may block.
   *
   * @param param the field that names it
   * @throws ProblemException UNKNOWN_MODEL, with the one that was probably meant
   */
  Brush toDrawWith(TenantId tenant, String param, String name) {
    ModelManifest found = any(tenant, param, name);
    if (!isLora(found)) {
      return new Brush(found, Optional.empty());
    }
    String base = found.origin().orElseThrow(() -> isLora(param, name)).base().toString();
    return new Brush(
        find(tenant, base)
            .orElseThrow(() ->
                Fields.problem(
                    ProblemCode.UNKNOWN_MODEL,
                    param,
                    "%s '%s' is a LoRA for %s, which is no longer there"
                        .formatted(param, name, base))),
        Optional.of(found));
  }

  private ModelManifest any(TenantId tenant, String param, String name) {
    return TunedName.hasForm(name)
        ? tuned.named(tenant, param, name)
        : find(tenant, name)
            .orElseThrow(() -> unknown(ProblemCode.UNKNOWN_MODEL, tenant, param, name));
  }

  private static ProblemException isLora(String param, String name) {
    return Fields.problem(
        ProblemCode.UNKNOWN_MODEL,
        param,
        param + " '" + name + "' is a LoRA: name it under loras, and a model that it fits here");
  }

  /**
   * The LoRA of a name, its version pinned; may block.
   *
   * @param param the field that names it
   * @throws ProblemException UNKNOWN_LORA, with the one that was probably meant
   */
  ModelManifest lora(TenantId tenant, String param, String name) {
    return find(tenant, name)
        .filter(Models::isLora)
        .orElseThrow(() -> unknown(ProblemCode.UNKNOWN_LORA, tenant, param, name));
  }

  /** The model or LoRA of a name, where there is one that the tenant may use; may block. */
  Optional<ModelManifest> find(TenantId tenant, String name) {
    return find(name, ref -> catalog.resolve(ref, tenant));
  }

  private Optional<ModelManifest> find(String name, Function<ModelRef, ModelManifest> resolve) {
    Optional<ModelManifest> known = known(name, resolve);
    if (known.isPresent() && known.get().origin().isEmpty()) {
      return known;
    }
    catchUp.run();
    return known(name, resolve);
  }

  /** What a version of a model occupies in memory, as numbers of 32 bits; may block. */
  long memoryBytes(ModelRef pinned) {
    return catalog.resolve(pinned).memoryBytes();
  }

  /** Names all files of a version; may block. */
  Digest digest(ModelRef pinned) {
    return catalog.resolve(pinned).digest();
  }

  /** Whether what a tenant makes of this family may have this name; may block. */
  boolean mayPublish(TenantId tenant, String name, String family) {
    return find(name, catalog::resolve) // another tenant's name is taken, seen or not
        .map(newest ->
            newest.card().family().equals(family)
                && newest.origin().filter(of -> of.tenant().equals(tenant)).isPresent())
        .orElse(true);
  }

  private static Optional<ModelManifest> known(
      String name, Function<ModelRef, ModelManifest> resolve) {
    try {
      return Optional.of(resolve.apply(ModelRef.parse(name)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    } catch (StorageException e) {
      if (e.code() == StorageException.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static boolean isLora(ModelManifest manifest) {
    return manifest.card().family().equals(ModelCard.LORA);
  }

  private ProblemException unknown(ProblemCode code, TenantId tenant, String param, String name) {
    boolean loras = code == ProblemCode.UNKNOWN_LORA;
    Set<String> known = new TreeSet<>();
    catalog.list(tenant).stream()
        .filter(m -> isLora(m) == loras)
        .forEach(m -> known.add(m.card().name()));
    return Choice.unknown(code, param, name, known);
  }
}
