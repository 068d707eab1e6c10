package dev.darkroom.gateway.route.self;

import dev.darkroom.gateway.body.HealthBody;
import dev.darkroom.gateway.command.SchedulerProbe;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.view.PoolView;
import dev.darkroom.gateway.view.StateFollower;
import dev.darkroom.job.pool.PoolRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** {@code GET /readyz}: the farm takes jobs, or why it does not. */
final class GetReadiness implements Route {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final StateFollower follower;
  private final PoolView pools;
  private final SchedulerProbe probe;

  GetReadiness(StateFollower follower, PoolView pools, SchedulerProbe probe) {
    this.follower = follower;
    this.pools = pools;
    this.probe = probe;
  }

  @Override
  public String operationId() {
    return "getReadiness";
  }

  @Override
  public Action read(Request request) {
    return () -> {
      List<String> reasons = reasons();
      if (reasons.isEmpty()) {
        return Answer.ok(new HealthBody("ready"));
      }
      throw Problem.of(ProblemCode.STARTING, String.join("; ", reasons))
          .because(reasons)
          .retryAfter(RETRY)
          .exception();
    };
  }

  private List<String> reasons() throws InterruptedException {
    Optional<String> view = follower.unready();
    if (view.isPresent()) {
      return List.of(view.get());
    }
    TreeSet<Integer> partitions = new TreeSet<>();
    pools.pools().stream().map(PoolRecord::partition).forEach(partitions::add);
    if (partitions.isEmpty()) {
      return List.of("the log has no pool");
    }
    List<String> reasons = new ArrayList<>();
    for (int partition : partitions) {
      probe.unready(partition).ifPresent(reasons::add);
    }
    return reasons;
  }
}
