package dev.darkroom.gateway.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.request.JobRequestReader;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.batch.BatchTerms;
import java.util.Set;

/** A line is a job's body and a {@code custom_id}. */
final class NativeDialect implements LineDialect {
  private final JobRequestReader jobs;

  NativeDialect(JobRequestReader jobs) {
    this.jobs = jobs;
  }

  @Override
  public Set<String> endpoints() {
    return Set.of("");
  }

  @Override
  public Read read(BatchTerms terms, TenantId tenant, Line line) {
    ObjectNode body = JsonText.object(line.bytes());
    String customId = LineDialect.customId(body);
    body.remove(CUSTOM_ID);
    terms.priority().filter(_ -> !body.has("priority")).ifPresent(p -> body.put("priority", p));
    // Nobody sends a line again as another body: its bytes tell it as well as what they say.
    return new Read(customId, jobs.read(body, Digest.of(line.bytes()), tenant));
  }
}
