package dev.darkroom.gateway.command;

import dev.darkroom.gateway.request.JobRequest;
import dev.darkroom.gateway.view.PoolView;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.PoolQuote;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** What would become of a job in each pool, without queueing it anywhere. */
public final class Quotes {
  private final Commander commander;
  private final PoolView pools;
  private final InstantSource clock;

  public Quotes(Commander commander, PoolView pools, InstantSource clock) {
    this.commander = commander;
    this.pools = pools;
    this.clock = clock;
  }

  /**
   * Asks every scheduler; blocks no longer than one of them may take.
   *
   * @return every pool, by name; empty where its scheduler has not answered in time
   */
  public Map<PoolId, Optional<PoolQuote>> of(TenantId tenant, JobRequest request) {
    List<CompletableFuture<Optional<Reply>>> asked =
        pools.pools().stream()
            .map(PoolRecord::partition)
            .distinct()
            .map(partition -> ask(tenant, request, partition))
            .toList();
    Map<PoolId, PoolQuote> told =
        asked.stream()
            .flatMap(answer -> answer.join().stream())
            .flatMap(reply -> reply instanceof Reply.Quoted quoted ? quoted.pools().stream() : null)
            .collect(Collectors.toMap(PoolQuote::pool, quote -> quote, (one, _) -> one));
    Map<PoolId, Optional<PoolQuote>> all = new TreeMap<>();
    pools.pools().forEach(pool -> all.put(pool.id(), Optional.ofNullable(told.get(pool.id()))));
    return all;
  }

  private CompletableFuture<Optional<Reply>> ask(
      TenantId tenant, JobRequest request, int partition) {
    JobHeader header = request.header(commander.nextJobId(partition), tenant, clock.instant());
    return commander.ask(new Command.Quote(commander.nextId(), partition, header));
  }
}
