package dev.darkroom.storage.object;

import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.StorageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The models of the farm. Safe for use by many threads; every call may throw UNAVAILABLE. */
public interface ModelRepository {
  /** Versions that are listed as a tenant's own. */
  int MAX_MADE = 1_000;

  /** The newest version of every model, by name. */
  List<ModelManifest> list();

  /** The newest version of a model. */
  Optional<ModelManifest> latest(String name);

  /**
   * The version that a reference names, or the newest where it names none.
   *
   * @throws StorageException NOT_FOUND where there is none such, with the names there are
   */
  ModelManifest resolve(ModelRef ref);

  /** The version that this tenant's job became, while it is there. */
  Optional<ModelManifest> madeBy(TenantId tenant, JobId job);

  /** The versions that a tenant's jobs became, the newest first; the first {@value #MAX_MADE}. */
  List<ModelManifest> madeFor(TenantId tenant);

  /**
   * Publishes the files below a folder as the next version, the manifest last. Where the newest
   * version has the same card and files already, that is the answer and nothing is written.
   *
   * @throws IllegalArgumentException where the folder has no file, too many, or one whose path
   *     cannot be kept
   */
  ModelManifest publish(ModelCard card, Path folder);

  /**
   * Publishes what a job made as the next version of its name. For the same job it is done once.
   *
   * @throws StorageException NOT_FOUND where a file is no longer there, CONFLICT where the name is
   *     another model's, or the job's version was removed
   */
  ModelManifest publish(ModelDraft draft);

  /**
   * Removes a version, or every version where the reference names none. A running job that has it
   * in its cache goes on.
   *
   * @throws StorageException NOT_FOUND
   */
  void remove(ModelRef ref);
}
