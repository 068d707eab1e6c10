package dev.darkroom.gateway.request;

import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.ModelRef;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ModelManifest;
import java.util.Set;
import java.util.TreeSet;

/** Finds the models that requests name. */
final class Models {
  private final ModelCatalog catalog;

  Models(ModelCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * The model of a name, its version pinned; may block.
   *
   * @param param the field that names it
   * @throws ProblemException UNKNOWN_MODEL, with the one that was probably meant
   */
  ModelManifest named(String param, String name) {
    try {
      return catalog.resolve(ModelRef.parse(name));
    } catch (IllegalArgumentException _) {
      throw unknown(param, name);
    } catch (StorageException e) {
      if (e.code() == StorageException.Code.NOT_FOUND) {
        throw unknown(param, name);
      }
      throw e;
    }
  }

  private ProblemException unknown(String param, String name) {
    Set<String> known = new TreeSet<>();
    catalog.list().forEach(m -> known.add(m.card().name()));
    return Choice.unknown(ProblemCode.UNKNOWN_MODEL, param, name, known);
  }
}
