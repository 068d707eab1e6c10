package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.body.QuoteBody;
import dev.darkroom.gateway.command.Quotes;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.JobRequest;
import dev.darkroom.job.id.TenantId;

/** {@code POST /v1/jobs?dry_run=true}: what would become of the job; nothing is queued. */
final class DryRun {
  private final Quotes quotes;

  DryRun(Quotes quotes) {
    this.quotes = quotes;
  }

  Route.Action of(TenantId tenant, JobRequest job) {
    return () -> Answer.ok(QuoteBody.of(job, quotes.of(tenant, job)));
  }
}
