package dev.darkroom.gateway.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.storage.object.ObjectStore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * Reads the body of {@code POST /v1/jobs}: the fields that every job has, then those of its kind.
 */
public final class JobRequestReader {
  private static final List<String> COMMON =
      List.of("kind", "priority", "pool", "metadata", "deadline", "labels", "min_memory_bytes");
  private static final int MAX_NAME_CHARS = 80;
  private static final int MAX_PRIORITY = 9;

  private final RequestLimits limits;
  private final Models models;
  private final OutputTermsReader terms;
  private final Map<String, Known> kinds = new LinkedHashMap<>();

  /** A kind of job, and the names of all fields that its jobs may have. */
  private record Known(KindReader reader, Set<String> fields) {
    static Known of(KindReader reader) {
      Set<String> fields = new LinkedHashSet<>(COMMON);
      fields.addAll(OutputTermsReader.NAMES);
      fields.addAll(new TreeSet<>(reader.fields()));
      return new Known(reader, Collections.unmodifiableSet(fields));
    }
  }

  /**
   * What requests name: models, learned words, pictures.
   *
   * @param jobs the tenant's job of an id, while the log has it
   * @param catchUp publishes what jobs have made up to now
   */
  public record Library(
      ModelCatalog models,
      BiFunction<TenantId, JobId, Optional<JobRecord>> jobs,
      Words words,
      Pictures pictures,
      InputPictures inputs,
      ObjectStore objects,
      Runnable catchUp) {}

  /**
   * Reads within these limits and of these models.
   *
   * @param seeds draws the seed of a job that names none
   */
  public JobRequestReader(RequestLimits limits, Library library, LongSupplier seeds) {
    this.limits = limits;
    models =
        new Models(
            library.models(),
            new TunedModels(library.models(), library.jobs(), library.catchUp()),
            library.catchUp());
    terms = new OutputTermsReader(models, limits.cache());
    for (KindReader kind :
        List.of(
            new GenerationReader(limits, models, library.words(), library.inputs(), seeds),
            new NoopReader(limits),
            new InversionReader(limits, models, library.pictures(), seeds),
            new FineTuneReader(
                new TrainingFields(limits, models, seeds),
                models,
                library.pictures(),
                new DatasetReader(library.pictures(), library.words(), library.objects())),
            new EvaluationReader(limits, models, library.pictures()))) {
      kinds.put(kind.kind().toString(), Known.of(kind));
    }
  }

  /**
   * The kind of job that a body asks for, whatever else it says.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException where it is none of this farm's
   */
  public JobKind kindOf(ObjectNode body) {
    return kind(new Fields(body).requiredText("kind", MAX_NAME_CHARS)).reader().kind();
  }

  /**
   * Reads a body; may block on the model repository.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  public JobRequest read(ObjectNode body, Digest digest, TenantId tenant) {
    Fields fields = new Fields(body);
    Known kind = kind(fields.requiredText("kind", MAX_NAME_CHARS));
    fields.refuseUnknown("a " + kind.reader().kind() + " job", kind.fields());
    JobSpec spec = kind.reader().read(fields, tenant);
    int priority = (int) fields.integer("priority", JobHeader.DEFAULT_PRIORITY, 0, MAX_PRIORITY);
    Map<String, String> metadata =
        fields.texts(
            "metadata",
            RequestLimits.MAX_METADATA,
            RequestLimits.MAX_METADATA_KEY,
            RequestLimits.MAX_METADATA_VALUE);
    return new JobRequest(
        spec,
        pool(fields),
        priority,
        metadata,
        demand(fields, spec),
        Deadline.read(fields, "deadline", MAX_NAME_CHARS),
        terms.read(fields, spec),
        Optional.empty(),
        digest);
  }

  /** What it needs of a worker, and what the client asks of it besides. */
  private Demand demand(Fields fields, JobSpec spec) {
    long weights = spec.kind() == JobKind.NOOP ? 0 : models.memoryBytes(spec.model());
    long asked = fields.integer("min_memory_bytes", 0, 0, Long.MAX_VALUE);
    Map<String, String> labels =
        fields.texts("labels", Demand.MAX_LABELS, MAX_NAME_CHARS, MAX_NAME_CHARS);
    return Demands.of(spec, asked, weights, labels);
  }

  private Known kind(String name) {
    Known kind = kinds.get(name);
    if (kind == null) {
      throw Choice.unknown(ProblemCode.UNKNOWN_KIND, "kind", name, usable());
    }
    if (!allowed(kind.reader().kind())) {
      throw Fields.problem(
          ProblemCode.KIND_NOT_ALLOWED,
          "kind",
          "kind '" + name + "' is not allowed on this farm: use " + String.join(", ", usable()));
    }
    return kind;
  }

  private Set<String> usable() {
    Set<String> names = new TreeSet<>();
    for (Known kind : kinds.values()) {
      if (allowed(kind.reader().kind())) {
        names.add(kind.reader().kind().toString());
      }
    }
    return names;
  }

  private boolean allowed(JobKind kind) {
    return kind != JobKind.NOOP || limits.allowNoop();
  }

  private static PoolId pool(Fields fields) {
    String name = fields.text("pool", MAX_NAME_CHARS).orElse(PoolRecord.DEFAULT.value());
    try {
      return PoolId.of(name);
    } catch (IllegalArgumentException e) {
      throw Fields.problem(ProblemCode.POOL_NOT_FOUND, "pool", String.valueOf(e.getMessage()));
    }
  }
}
