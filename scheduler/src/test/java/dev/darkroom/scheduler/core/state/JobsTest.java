package dev.darkroom.scheduler.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.Tries;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.OutputTerms;
import dev.darkroom.job.tenant.Payer;
import dev.darkroom.job.tenant.Quota;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobsTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:15:30.125250999Z");
  private static final WorkerId WORKER = new WorkerId("worker-1", 7);

  @Test
  void theyAreTheSameAsAMapWhateverIsDone() {
    Random random = new Random(1);
    Jobs jobs = Jobs.empty();
    Map<JobId, JobRecord> map = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      JobRecord job = job(random.nextInt(3_000));
      if (random.nextInt(3) == 0) {
        jobs = jobs.without(job.header().id());
        map.remove(job.header().id());
      } else {
        JobRecord stored = random.nextBoolean() ? job : leased(job);
        jobs = jobs.with(job.header().id(), stored);
        map.put(job.header().id(), stored);
      }
      assertThat(jobs.size()).isEqualTo(map.size());
    }
    for (int i = 0; i < 3_000; i++) {
      JobId id = job(i).header().id();
      assertThat(jobs.get(id)).isEqualTo(Optional.ofNullable(map.get(id)));
    }
    Map<JobId, JobRecord> iterated = new HashMap<>();
    jobs.forEach(entry -> iterated.put(entry.getKey(), entry.getValue()));
    assertThat(iterated).isEqualTo(map);
  }

  @Test
  void equalJobsAreEqualInWhateverOrderTheyCame() {
    List<JobRecord> records = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      records.add(i % 3 == 0 ? leased(job(i)) : job(i));
    }
    Jobs first = of(records);
    Collections.shuffle(records, new Random(2));
    Jobs second = of(records);
    for (int i = 5_000; i < 6_000; i++) {
      second = second.with(job(i).header().id(), job(i));
    }
    assertThat(second).isNotEqualTo(first);
    for (int i = 5_000; i < 6_000; i++) {
      second = second.without(job(i).header().id());
    }
    assertThat(second).isEqualTo(first).hasSameHashCodeAs(first);
    JobRecord one = leased(job(0));
    JobRecord changed = one.apply(new JobEvent.RunStarted(Epoch.of(1), AT));
    assertThat(second.with(one.header().id(), changed)).isNotEqualTo(first);
  }

  @Test
  void anOldVersionStaysAsItWas() {
    Jobs before = of(List.of(job(1), job(2)));
    Jobs after = before.with(job(3).header().id(), job(3)).without(job(1).header().id());
    assertThat(before.size()).isEqualTo(2);
    assertThat(before.get(job(1).header().id())).contains(job(1));
    assertThat(after.get(job(1).header().id())).isEmpty();
  }

  @Test
  void idsThatDifferInTheirLastBitOnlyAreToldApart() {
    JobId low = new JobId(0x8000L, 0x8000_0000_0000_0000L);
    JobId high = new JobId(0x8000_0000_0000_8000L, 0x8000_0000_0000_0000L);
    Jobs jobs = of(List.of(job(low), job(high)));
    assertThat(jobs.get(low)).contains(job(low));
    assertThat(jobs.get(high)).contains(job(high));
    Jobs one = jobs.without(low);
    assertThat(one.get(low)).isEmpty();
    assertThat(one).isEqualTo(of(List.of(job(high))));
    assertThat(one.without(high)).isEqualTo(Jobs.empty());
  }

  @Test
  void aJobThatHasNeverRunIsPackedAndReadAsItWas() {
    PackedJob.Shelf shelf = new PackedJob.Shelf();
    JobHeader header = job(1).header();
    SpecRef spec = job(1).spec();
    JobHeader labelled =
        new JobHeader(
            header.id(),
            header.tenant(),
            header.pool(),
            JobKind.GENERATION,
            ModelRef.parse("shapes-ldm@2"),
            9,
            Map.of("album", "7"),
            AT,
            header.demand().batching("key"),
            Optional.of(AT.plusSeconds(9)));
    for (JobRecord fresh :
        List.of(
            job(1),
            JobRecord.accepted(header, spec, Instant.EPOCH.minusNanos(1)),
            JobRecord.accepted(labelled, spec, AT.plusNanos(1)),
            JobRecord.accepted(
                labelled.on(
                    new OutputTerms(Optional.of(Duration.ofHours(2)), Optional.of(spec.digest()))),
                spec,
                AT),
            JobRecord.accepted(
                header.paidBy(
                    new Payer(
                        "00112233aabbccdd",
                        new Quota.Budget(Duration.ofHours(1), Duration.ofDays(1)))),
                spec,
                AT),
            JobRecord.accepted(
                header.on(new OutputTerms(Optional.empty(), Optional.of(spec.digest()))),
                spec,
                AT))) {
      assertThat(PackedJob.of(fresh, shelf).map(PackedJob::unpacked)).contains(fresh);
    }
  }

  @Test
  void whatAPackedJobCouldNotSayIsKeptWhole() {
    JobRecord job = job(1);
    SpecRef spec = job.spec();
    JobRecord requeued =
        leased(job)
            .apply(
                new JobEvent.Requeued(
                    Tries.NONE.failed(), "out_of_memory", Optional.empty(), Optional.empty(), AT));
    JobRecord resumable =
        leased(job)
            .apply(new JobEvent.RunStarted(Epoch.of(1), AT))
            .apply(
                new JobEvent.Checkpointed(
                    new Checkpoint(
                        Epoch.of(1), 5, "e/1/checkpoint-5/checkpoint.json", spec.digest()),
                    AT));
    List<JobRecord> wholes =
        List.of(
            leased(job),
            requeued,
            resumable,
            JobRecord.accepted(job.header(), keyed(spec, "a/b"), AT),
            JobRecord.accepted(job.header(), keyed(spec, spec.key().toUpperCase(Locale.ROOT)), AT),
            JobRecord.accepted(job.header(), spec, Instant.parse("2500-01-01T00:00:00Z")));
    for (JobRecord whole : wholes) {
      assertThat(PackedJob.of(whole, new PackedJob.Shelf())).isEmpty();
      assertThat(of(List.of(whole)).get(whole.header().id())).contains(whole);
    }
  }

  private static SpecRef keyed(SpecRef spec, String key) {
    return new SpecRef(key, spec.partition(), spec.offset(), spec.digest());
  }

  private static Jobs of(List<JobRecord> records) {
    Jobs jobs = Jobs.empty();
    for (JobRecord job : records) {
      jobs = jobs.with(job.header().id(), job);
    }
    return jobs;
  }

  private static JobRecord leased(JobRecord job) {
    return job.apply(new JobEvent.LeaseGranted(Epoch.of(1), WORKER, AT));
  }

  private static JobRecord job(int number) {
    return job(JobId.ofRandom(new UUID(number * 0x9E3779B97F4A7C15L, number), 0));
  }

  private static JobRecord job(JobId id) {
    JobHeader header =
        new JobHeader(
            id,
            TenantId.of("default"),
            PoolRecord.DEFAULT,
            JobKind.NOOP,
            ModelRef.parse("noop"),
            5,
            Map.of(),
            AT);
    Digest digest = Digest.of(id.toString().getBytes(StandardCharsets.US_ASCII));
    SpecRef spec =
        new SpecRef(id + "/" + new UUID(id.low(), id.high()), 0, id.low() & 0xFF, digest);
    return JobRecord.accepted(header, spec, AT.plusMillis(3));
  }
}
