package dev.darkroom.gateway.command;

import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.IdempotencyKey;
import dev.darkroom.gateway.request.JobRequest;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.OutputTerms;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.storage.log.SpecLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts a job into the log: its spec, then the command, then a short wait for the scheduler's word.
 * A job with an idempotency key has an id that follows from the key, so the scheduler knows a
 * repeat whatever has crashed in between.
 */
public final class Submitter {
  private static final Duration RETRY_KEY_IN_USE = Duration.ofSeconds(1);

  private final SpecLog specs;
  private final Commander commander;
  private final FarmView view;
  private final ResultCache cache;
  private final Shortages shortages;
  private final InstantSource clock;
  private final Set<Keyed> inFlight = ConcurrentHashMap.newKeySet();

  private record Keyed(TenantId tenant, IdempotencyKey key) {
    JobId on(int partition) {
      return JobId.ofKey(tenant, key.value(), partition);
    }
  }

  /**
   * Submits to one log.
   *
   * @param cache what may be given to a job instead of a run
   * @param shortages what there is too little of
   */
  public Submitter(
      SpecLog specs,
      Commander commander,
      FarmView view,
      ResultCache cache,
      Shortages shortages,
      InstantSource clock) {
    this.specs = specs;
    this.cache = cache;
    this.shortages = shortages;
    this.commander = commander;
    this.view = view;
    this.clock = clock;
  }

  /**
   * Submits a job on behalf of somebody; blocks.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException where it is refused
   * @throws dev.darkroom.storage.StorageException where the log does not take it
   */
  public Submitted submit(Caller caller, JobRequest asked, Optional<IdempotencyKey> key)
      throws InterruptedException {
    TenantId tenant = caller.tenant();
    JobRequest request = asked.paidBy(caller.payer());
    PoolRecord pool = pool(view, request);
    if (key.isEmpty()) {
      return send(tenant, request, commander.nextJobId(pool.partition()));
    }
    Keyed keyed = new Keyed(tenant, key.get());
    if (!inFlight.add(keyed)) {
      throw Problem.of(
              ProblemCode.IDEMPOTENCY_KEY_IN_USE,
              IdempotencyKey.HEADER,
              "a request with this " + IdempotencyKey.HEADER + " is being answered: wait for it")
          .retryAfter(RETRY_KEY_IN_USE)
          .exception();
    }
    try {
      Optional<Viewed> known = known(keyed);
      return known.isPresent()
          ? repeat(known.get(), request)
          : send(tenant, request, keyed.on(pool.partition()));
    } finally {
      inFlight.remove(keyed);
    }
  }

  /** The key's job, on whatever partition: the body that names another pool is another body. */
  private Optional<Viewed> known(Keyed keyed) {
    return view.pools().pools().stream()
        .map(PoolRecord::partition)
        .distinct()
        .flatMap(partition -> view.jobs().find(keyed.tenant(), keyed.on(partition)).stream())
        .findFirst();
  }

  /**
   * The pool that a request names.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException POOL_NOT_FOUND
   */
  static PoolRecord pool(FarmView view, JobRequest request) {
    return view.pools()
        .pool(request.pool())
        .orElseThrow(() ->
            Problem.of(
                    ProblemCode.POOL_NOT_FOUND,
                    "pool",
                    "there is no pool '"
                        + request.pool()
                        + "': GET /v1/pools lists those there are")
                .exception());
  }

  private static Submitted repeat(Viewed known, JobRequest request) {
    if (!known.job().spec().digest().equals(request.digest())) {
      throw Problem.of(
              ProblemCode.IDEMPOTENCY_KEY_REUSED,
              IdempotencyKey.HEADER,
              "this "
                  + IdempotencyKey.HEADER
                  + " was sent with another body: use a new key for a new job")
          .exception();
    }
    return new Submitted(known, true);
  }

  private Submitted send(TenantId tenant, JobRequest request, JobId id)
      throws InterruptedException {
    JobHeader header = header(request, id, tenant);
    shortages.check(header);
    SpecRef spec = specs.write(id, request.spec(), request.digest());
    JobRecord hoped = JobRecord.accepted(header, spec, header.createdAt());
    Command command = command(header, spec);
    Optional<Reply> reply = commander.send(command, late -> settle(late, hoped));
    if (reply.isEmpty()) {
      Viewed unanswered = Viewed.unanswered(hoped);
      view.jobs().overlay(unanswered);
      return new Submitted(unanswered, false);
    }
    return switch (reply.get()) {
      case Reply.Accepted accepted -> {
        Viewed replied = Viewed.replied(accepted.job());
        view.jobs().overlay(replied);
        yield new Submitted(replied, accepted.repeated());
      }
      case Reply.Queued queued -> {
        Viewed replied = Viewed.replied(JobRecord.accepted(header, spec, queued.at()));
        view.jobs().overlay(replied);
        yield new Submitted(replied, false);
      }
      case Reply.Done _, Reply.Explained _, Reply.Quoted _ ->
          throw new IllegalStateException("a job's command was answered by " + reply.get());
      case Reply.Refused refused -> throw shortages.problem(refused.refusal(), header).exception();
    };
  }

  /** A job that says nothing of its outputs keeps them for as long as its tenant's are kept. */
  private JobHeader header(JobRequest request, JobId id, TenantId tenant) {
    JobHeader header = request.header(id, tenant, clock.instant());
    Optional<Duration> usual =
        view.tenants().find(tenant).flatMap(TenantRecord::outputsExpireAfter);
    Optional<OutputTerms> terms = request.terms();
    return usual.isEmpty() || terms.flatMap(OutputTerms::expireAfter).isPresent()
        ? header
        : header.on(new OutputTerms(usual, terms.flatMap(OutputTerms::key)));
  }

  private Command.Submit command(JobHeader header, SpecRef spec) {
    return new Command.Submit(commander.nextId(), header, spec, cache.forJob(header));
  }

  /** The client has its 202; a refusal that comes now is the job's end. */
  private void settle(Reply late, JobRecord hoped) {
    JobRecord settled =
        switch (late) {
          case Reply.Accepted accepted -> accepted.job();
          case Reply.Queued queued -> JobRecord.accepted(hoped.header(), hoped.spec(), queued.at());
          case Reply.Done _, Reply.Explained _, Reply.Quoted _ ->
              throw new IllegalStateException("a submit was answered by " + late);
          case Reply.Refused refused -> refusedLate(hoped, refused.refusal());
        };
    view.jobs().overlay(Viewed.replied(settled));
  }

  private JobRecord refusedLate(JobRecord hoped, Refusal refusal) {
    return hoped.apply(new JobEvent.Failed(Refusals.jobError(refusal), false, clock.instant()));
  }
}
