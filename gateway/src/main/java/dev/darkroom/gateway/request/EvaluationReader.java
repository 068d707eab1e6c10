package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.EvaluationSpec;
import dev.darkroom.job.spec.EvaluationSpec.Metric;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.Picture;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** {@code evaluation}: pictures scored, alone or against others. */
final class EvaluationReader implements KindReader {
  private static final String CLIP = "shapes-clip";
  private static final int MAX_NAME_CHARS = 80;

  private final RequestLimits limits;
  private final Models models;
  private final Pictures pictures;

  EvaluationReader(RequestLimits limits, Models models, Pictures pictures) {
    this.limits = limits;
    this.models = models;
    this.pictures = pictures;
  }

  @Override
  public JobKind kind() {
    return JobKind.EVALUATION;
  }

  @Override
  public Set<String> fields() {
    return Set.of("model", "metrics", "of", "against", "prompts");
  }

  @Override
  public JobSpec read(Fields fields, TenantId tenant) {
    List<Metric> metrics = metrics(fields);
    String model = fields.text("model", MAX_NAME_CHARS).orElse(CLIP);
    List<Picture> of = captioned(fields, found(fields, tenant, "of"));
    List<Picture> against =
        fields.has("against") ? found(fields, tenant, "against") : List.<Picture>of();
    for (Metric metric : metrics) {
      check(metric, of, against);
    }
    return new EvaluationSpec(models.named(tenant, "model", model).ref(), metrics, of, against);
  }

  private static List<Metric> metrics(Fields fields) {
    List<String> known = Stream.of(Metric.values()).map(Metric::toString).toList();
    List<String> given = fields.list("metrics", known.size(), MAX_NAME_CHARS);
    if (given.isEmpty()) {
      throw Fields.problem(
          ProblemCode.MISSING_FIELD,
          "metrics",
          "metrics is missing: name some of " + String.join(", ", known));
    }
    Set<Metric> metrics = new LinkedHashSet<>();
    for (String name : given) {
      if (!known.contains(name)) {
        throw Choice.unknown(ProblemCode.UNKNOWN_VALUE, "metrics", name, known);
      }
      metrics.add(Metric.parse(name));
    }
    return List.copyOf(metrics);
  }

  private List<Picture> found(Fields fields, TenantId tenant, String field) {
    List<String> ids = fields.list(field, EvaluationSpec.MAX_PICTURES, 256);
    if (ids.isEmpty()) {
      throw Fields.problem(
          ProblemCode.MISSING_FIELD,
          field,
          field + " is missing: name uploads, or outputs (job/name)");
    }
    return pictures.named(tenant, field, ids, EvaluationSpec.MAX_PICTURES);
  }

  /** One prompt for each picture, or one for all; else the captions that came with them. */
  private List<Picture> captioned(Fields fields, List<Picture> of) {
    List<String> prompts =
        fields.list("prompts", EvaluationSpec.MAX_PICTURES, limits.maxPromptChars());
    if (prompts.isEmpty()) {
      return of;
    }
    if (prompts.size() != 1 && prompts.size() != of.size()) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          "prompts",
          "prompts has %d texts for %d pictures: use one, or one for each"
              .formatted(prompts.size(), of.size()));
    }
    List<Picture> captioned = new ArrayList<>();
    for (int i = 0; i < of.size(); i++) {
      captioned.add(of.get(i).withCaption(prompts.get(prompts.size() == 1 ? 0 : i)));
    }
    return captioned;
  }

  private static void check(Metric metric, List<Picture> of, List<Picture> against) {
    if (metric.compares() && against.isEmpty()) {
      throw Fields.problem(
          ProblemCode.MISSING_FIELD,
          "against",
          metric + " holds pictures against others: name them in 'against'");
    }
    boolean distances = metric == Metric.KID || metric == Metric.CLIP_FD;
    if (distances && Math.min(of.size(), against.size()) < 2) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          "of",
          metric
              + " needs two pictures or more on each side: use thousands for a figure that"
              + " means something");
    }
    if (!metric.compares() && of.stream().anyMatch(picture -> picture.caption().isEmpty())) {
      throw Fields.problem(
          ProblemCode.MISSING_FIELD,
          "prompts",
          metric + " needs a text for each picture: give prompts");
    }
  }
}
