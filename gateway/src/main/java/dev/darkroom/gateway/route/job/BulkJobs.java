package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.body.BulkBody;
import dev.darkroom.gateway.command.Bulk;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.BulkRequest;
import dev.darkroom.gateway.request.BulkRequests;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.gateway.view.PoolView;
import dev.darkroom.job.tenant.Role;

/**
 * {@code POST /v1/jobs/bulk}: one deed for many jobs, an operator's of all tenants, anybody else's
 * of their own.
 */
final class BulkJobs implements Route {
  private final Bulk bulk;
  private final PoolView pools;

  BulkJobs(Bulk bulk, PoolView pools) {
    this.bulk = bulk;
    this.pools = pools;
  }

  @Override
  public String operationId() {
    return "bulkJobs";
  }

  @Override
  public Action read(Request request) {
    BulkRequest read = BulkRequests.read(JsonText.object(request.body().getBytes()));
    BulkRequest allowed = request.has(Role.OPERATOR) ? read : own(read, request);
    if (allowed.deed() instanceof BulkRequest.Move move && pools.pool(move.pool()).isEmpty()) {
      throw Problem.of(
              ProblemCode.POOL_NOT_FOUND,
              "pool",
              "there is no pool '" + move.pool() + "': GET /v1/pools lists those there are")
          .exception();
    }
    return () -> Answer.ok(BulkBody.of(allowed, bulk.run(allowed)));
  }

  private static BulkRequest own(BulkRequest read, Request request) {
    if (read.filter().tenant().filter(tenant -> !tenant.equals(request.tenant())).isPresent()) {
      throw Problem.of(
              ProblemCode.FORBIDDEN,
              "filter.tenant",
              "the jobs of tenant '%s' are not yours: leave it out, or use an operator's key"
                  .formatted(read.filter().tenant().get()))
          .exception();
    }
    return new BulkRequest(
        read.deed(), read.filter().of(request.tenant()), read.dryRun(), read.limit(), read.after());
  }
}
