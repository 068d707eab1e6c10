package dev.darkroom.deploy.bench;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Submits of jobs that do nothing, as many as wanted, of several tenants and every priority. Ids
 * are spread as those of real jobs are, and the same in every run.
 */
final class Crowd {
  static final int TENANTS = 8;
  private static final int PRIORITIES = 10;
  private static final ModelRef NOOP = ModelRef.parse("noop");
  private static final Demand NOTHING = Demand.plain(JobKind.NOOP, NOOP).batching("noop");

  private final long seed;

  /** Crowds of different seeds have no job in common. */
  Crowd(long seed) {
    this.seed = seed;
  }

  static TenantId tenant(int number) {
    return TenantId.of("tenant-" + number);
  }

  /** Submit of the job of this number, as a gateway writes it. */
  Command.Submit submit(long number, Instant at) {
    UUID random = random(3 * number);
    JobId id = JobId.ofRandom(random, 0);
    JobHeader header =
        new JobHeader(
            id,
            tenant((int) (number % TENANTS)),
            PoolRecord.DEFAULT,
            JobKind.NOOP,
            NOOP,
            (int) (number / TENANTS % PRIORITIES),
            Map.of(),
            at,
            NOTHING,
            Optional.empty());
    SpecRef spec = new SpecRef(id + "/" + random(3 * number + 1), 0, number, digest(random));
    return new Command.Submit(new CommandId(random(3 * number + 2)), header, spec);
  }

  private UUID random(long number) {
    return new UUID(mixed(2 * number), mixed(2 * number + 1));
  }

  /** A digest's form without its cost: half of what a submit would take otherwise. */
  private static Digest digest(UUID of) {
    String half = of.toString().replace("-", "");
    return Digest.parse("sha256:" + half + half);
  }

  /** SplitMix64 (Steele, Lea and Flood 2014). */
  private long mixed(long number) {
    long z = seed + (number + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
