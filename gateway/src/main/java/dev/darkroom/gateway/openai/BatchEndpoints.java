package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.batch.Line;
import dev.darkroom.gateway.batch.LineDialect;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.request.JobRequestReader;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.batch.BatchTerms;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lines as OpenAI's clients write them: {@code {"custom_id","method":"POST","url","body"}}, the
 * body being that of the request to {@code url}. What is wrong with a body is that line's own
 * failure; what is wrong around it fails the batch.
 */
public final class BatchEndpoints implements LineDialect {
  static final String IMAGES = "/v1/images/generations";

  static final String EDITS = "/v1/images/edits";

  /** In the order in which a refusal names them. */
  static final List<String> ALL = List.of(IMAGES, EDITS);

  private static final Set<String> ENDPOINTS = Set.copyOf(ALL);
  private static final Set<String> FIELDS = Set.of(CUSTOM_ID, "method", "url", "body");
  private static final int MAX_CHARS = 200;

  private final JobRequestReader jobs;
  private final EditLines edits;

  public BatchEndpoints(JobRequestReader jobs, EditLines edits) {
    this.jobs = jobs;
    this.edits = edits;
  }

  @Override
  public Set<String> endpoints() {
    return ENDPOINTS;
  }

  @Override
  public Optional<String> outside(BatchTerms terms, Line line) {
    ObjectNode object = JsonText.object(line.bytes());
    var _ = body(terms, object);
    return Optional.of(LineDialect.customId(object));
  }

  @Override
  public Read read(BatchTerms terms, TenantId tenant, Line line) {
    ObjectNode object = JsonText.object(line.bytes());
    ObjectNode sent = body(terms, object);
    boolean edit = terms.endpoint().filter(EDITS::equals).isPresent();
    ImageWords.Said said = ImageWords.read(edit ? edits.kept(tenant, sent) : sent);
    if (said.wish().stream()) {
      throw Fields.problem(
          ProblemCode.FIELDS_CONFLICT, "stream", "a line of a batch has no stream: leave it out");
    }
    ObjectNode job = said.job();
    terms.priority().filter(_ -> !job.has("priority")).ifPresent(p -> job.put("priority", p));
    try {
      return new Read(LineDialect.customId(object), jobs.read(job, JsonText.digest(sent), tenant));
    } catch (ProblemException e) {
      throw ImageWords.blame(e, sent);
    }
  }

  /** Whether a line's pictures are wanted in its result. */
  static boolean isEmbedded(Line line) {
    try {
      return JsonText.object(line.bytes())
          .path("body")
          .path("response_format")
          .asText("")
          .equals("b64_json");
    } catch (ProblemException _) {
      return false;
    }
  }

  private static ObjectNode body(BatchTerms terms, ObjectNode line) {
    Fields fields = new Fields(line);
    fields.refuseUnknown("a line", FIELDS);
    var _ = fields.requiredText("method", MAX_CHARS);
    fields.choice("method", "POST", List.of("POST"));
    String url = fields.requiredText("url", MAX_CHARS);
    String endpoint = terms.endpoint().orElse("");
    if (!url.equals(endpoint)) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_VALUE,
          "url",
          "url '%s' is not the batch's endpoint: use %s".formatted(Fields.clip(url), endpoint));
    }
    if (!(line.path("body") instanceof ObjectNode body)) {
      throw Fields.problem(
          line.has("body") ? ProblemCode.WRONG_TYPE : ProblemCode.MISSING_FIELD,
          "body",
          "body is missing: use the JSON object that " + url + " takes");
    }
    return body;
  }
}
