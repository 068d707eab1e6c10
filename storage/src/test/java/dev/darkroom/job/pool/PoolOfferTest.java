package dev.darkroom.job.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PoolOfferTest {
  private static final PoolId POOL = PoolId.of("gpu");

  @Test
  void aPoolThatHasDeclaredNothingLacksNothing() {
    assertThat(PoolOffer.ANY.lacks(POOL, job(1L << 40, Map.of("gpu", "h100")))).isEmpty();
  }

  @Test
  void aJobOfAnotherKindOrModelCanNeverRunThere() {
    PoolOffer drawing =
        new PoolOffer(Set.of(JobKind.GENERATION), Set.of("shapes-ldm"), 0, Map.of());
    PoolOffer teaching = new PoolOffer(Set.of(JobKind.INVERSION), Set.of(), 0, Map.of());
    PoolOffer other = new PoolOffer(Set.of(), Set.of("muse", "sd15"), 0, Map.of());

    assertThat(drawing.lacks(POOL, job(0, Map.of()))).isEmpty();
    assertThat(teaching.lacks(POOL, job(0, Map.of())))
        .contains("pool 'gpu' runs no generation jobs, only inversion");
    assertThat(other.lacks(POOL, job(0, Map.of())))
        .contains("pool 'gpu' does not run model 'shapes-ldm', only muse, sd15");
  }

  @Test
  void aModelThatIsLargerThanEveryWorkerCanNeverRunThere() {
    PoolOffer small = new PoolOffer(Set.of(), Set.of(), 1_000, Map.of());

    assertThat(small.lacks(POOL, job(1_000, Map.of()))).isEmpty();
    assertThat(small.lacks(POOL, job(1_001, Map.of())))
        .contains("pool 'gpu' has workers of at most 1000 bytes and the model takes at least 1001");
    assertThat(small.lacks(POOL, job(0, 2_000, Map.of())))
        .as("a worker that computes in 16 bits keeps half of the weights")
        .isEmpty();
    assertThat(small.lacks(POOL, job(0, 2_002, Map.of()))).isPresent();
  }

  @Test
  void aLabelThatNoWorkerHasIsLackedAndOneOfSeveralValuesIsNot() {
    PoolOffer mixed = new PoolOffer(Set.of(), Set.of(), 0, Map.of("gpu", Set.of("h100", "a100")));

    assertThat(mixed.lacks(POOL, job(0, Map.of("gpu", "a100")))).isEmpty();
    assertThat(mixed.lacks(POOL, job(0, Map.of("gpu", "t4"))))
        .contains("pool 'gpu' has no worker with label gpu=t4, only {gpu=[a100, h100]}");
    assertThat(mixed.lacks(POOL, job(0, Map.of("zone", "b")))).isPresent();
  }

  private static JobHeader job(long memoryBytes, Map<String, String> labels) {
    return job(memoryBytes, 0, labels);
  }

  private static JobHeader job(long memoryBytes, long weights, Map<String, String> labels) {
    ModelRef model = ModelRef.parse("shapes-ldm@1");
    Demand plain = Demand.plain(JobKind.GENERATION, model);
    return new JobHeader(
            JobId.ofRandom(new UUID(1, 1), 0),
            TenantId.of("default"),
            POOL,
            JobKind.GENERATION,
            model,
            5,
            Map.of(),
            Instant.EPOCH)
        .needing(
            new Demand(
                plain.costClass(),
                1,
                1,
                plain.batchKey(),
                plain.resources(),
                memoryBytes,
                weights,
                labels));
  }
}
