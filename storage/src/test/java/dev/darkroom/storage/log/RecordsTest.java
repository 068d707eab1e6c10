package dev.darkroom.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.PoolSettings;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.storage.Golden;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {
  private static final JobId JOB = Samples.job(1, 2);

  /** Every kind of record with the codec that reads it. */
  private static final Map<String, Json<?>> KINDS =
      Map.of(
          "commands", Records.COMMAND,
          "reports", Records.REPORT,
          "replies", Records.REPLY,
          "events", Records.EVENT,
          "state", Records.STATE,
          "specs", Records.SPEC,
          "assignments", Records.ASSIGNMENT);

  @Test
  void theBytesOfEveryRecordAreThoseOfItsGoldenFile() {
    each("commands", Records.COMMAND, Samples.commands());
    Golden.holds("commands", Records.COMMAND, Samples.movingAway(JOB), "move-away");
    Golden.holds("commands", Records.COMMAND, Samples.leavingAway(), "delete-pool-away");
    Golden.holds(
        "state", Records.STATE, new StateEntry.JobEntry(Samples.moving(JOB)), "job-moving");
    Golden.holds("state", Records.STATE, new StateEntry.JobEntry(Samples.moved(JOB)), "job-moved");
    each("reports", Records.REPORT, Samples.reports());
    each("replies", Records.REPLY, Samples.replies());
    each("assignments", Records.ASSIGNMENT, Samples.assignments());
    each("specs", Records.SPEC, Samples.specs().subList(0, 5));
    Golden.holds("specs", Records.SPEC, Samples.generationWithWords(), "generation-with-words");
    Samples.generationsWithOptions()
        .forEach((name, spec) -> Golden.holds("specs", Records.SPEC, spec, name));
    Samples.events()
        .forEach(event -> {
          EventEntry entry = new EventEntry(JOB, Samples.TENANT, event);
          Golden.holds("events", Records.EVENT, entry, Golden.name(event));
        });
    Samples.states(JOB)
        .forEach(state -> {
          StateEntry entry = new StateEntry.JobEntry(Samples.record(JOB, state));
          Golden.holds("state", Records.STATE, entry, "job-" + Golden.name(state));
        });
    Golden.holds(
        "state", Records.STATE, new StateEntry.JobEntry(Samples.resumable(JOB)), "job-resumable");
    Golden.holds("assignments", Records.ASSIGNMENT, Samples.resuming(JOB), "run-resuming");
    Samples.workerStates()
        .forEach(state -> {
          StateEntry entry = new StateEntry.WorkerEntry(Samples.worker(state));
          Golden.holds("state", Records.STATE, entry, "worker-" + Golden.name(state));
        });
    PoolRecord pool = new PoolRecord(PoolRecord.DEFAULT, 0, 1_000);
    Golden.holds("state", Records.STATE, new StateEntry.PoolEntry(pool), "pool");
    PoolRecord leaving =
        pool.with(
                new PoolSettings(
                    OptionalInt.of(5), Optional.of(Samples.offer()), Optional.of(Samples.sleep())))
            .deleting(Optional.of(PoolId.of("night")));
    Golden.holds(
        "state",
        Records.STATE,
        new StateEntry.PoolEntry(pool.deleting(Optional.of(PoolId.of("night")), Optional.of(3))),
        "pool-deleting-away");
    Golden.holds("state", Records.STATE, new StateEntry.PoolEntry(leaving), "pool-deleting");
    Golden.holds(
        "state", Records.STATE, new StateEntry.PoolNameEntry(PoolId.of("night"), 3), "pool-name");
    WorkerState stopping = new WorkerState.Draining(List.of(), Samples.AT, true);
    Golden.holds(
        "state",
        Records.STATE,
        new StateEntry.WorkerEntry(Samples.worker(stopping)),
        "worker-stopping");
    Golden.holds("state", Records.STATE, new StateEntry.CostEntry(Samples.cost()), "cost");
    Golden.holds("state", Records.STATE, new StateEntry.ScaleEntry(Samples.scale()), "scale");
    Golden.holds("state", Records.STATE, new StateEntry.TenantEntry(Samples.tenant()), "tenant");
    Golden.holds("state", Records.STATE, new StateEntry.KeyEntry(Samples.key()), "key");
    Golden.holds(
        "state", Records.STATE, new StateEntry.WorkerEntry(Samples.failing()), "worker-failing");
    Golden.holds("state", Records.STATE, new StateEntry.JobEntry(Samples.tried(JOB)), "job-tried");
    Golden.holds("state", Records.STATE, new StateEntry.UsageEntry(Samples.usage()), "usage");
    Golden.holds(
        "state", Records.STATE, new StateEntry.KeyUsageEntry(Samples.keyUsage()), "key-usage");
    Golden.holds("state", Records.STATE, new StateEntry.JobEntry(Samples.paid(JOB)), "job-paid");
    Golden.holds(
        "state", Records.STATE, new StateEntry.JobEntry(Samples.ofBatch(JOB)), "job-of-batch");
  }

  @Test
  void everyKindOfRecordHasASample() {
    assertCovered(dev.darkroom.job.command.Command.class, Samples.commands());
    assertCovered(dev.darkroom.job.worker.Report.class, Samples.reports());
    assertCovered(dev.darkroom.job.command.Reply.class, Samples.replies());
    assertCovered(dev.darkroom.job.worker.Assignment.class, Samples.assignments());
    assertCovered(dev.darkroom.job.JobEvent.class, Samples.events());
    assertCovered(dev.darkroom.job.JobState.class, Samples.states(JOB));
    assertCovered(dev.darkroom.job.worker.WorkerState.class, Samples.workerStates());
    assertCovered(JobSpec.class, Samples.specs());
  }

  @Test
  void everyGoldenFileOfWhateverAgeIsStillRead() throws IOException {
    for (Map.Entry<String, Json<?>> kind : KINDS.entrySet()) {
      for (Path file : Golden.files(kind.getKey())) {
        assertThat(kind.getValue().decode(Files.readAllBytes(file))).as("%s", file).isNotNull();
      }
    }
  }

  @Test
  void aRecordOfANewerVersionIsRefusedByItsNumber() {
    byte[] newer = utf8("{\"v\":2,\"data\":{\"command\":\"cancel\"}}");
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> Records.COMMAND.decode(newer))
        .withMessage("a command has version 2 and this Darkroom reads version 1: upgrade it")
        .extracting(StorageException::code)
        .isEqualTo(Code.UNKNOWN_VERSION);
  }

  @Test
  void fieldsThatAnOldReaderDoesNotKnowAreSkipped() {
    byte[] longer =
        utf8("{\"v\":1,\"data\":{\"kind\":\"noop\",\"model\":\"noop\",\"millis\":5,\"colour\":1}}");
    assertThat(Records.SPEC.decode(longer)).isEqualTo(new JobSpec.Noop(ModelRef.parse("noop"), 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"data\":{}}",
        "{\"v\":\"1\"}",
        "{\"v\":1}",
        "{\"v\":1,\"data\":null}",
        "{\"v\":1,\"data\":{\"command\":\"explode\"}}",
        "{\"v\":1,\"data\":{\"command\":\"cancel\"}}",
        "{\"v\":1,\"data\":{\"command\":\"cancel\"}} tail",
        "{\"v\":1,\"data\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]"
      })
  void bytesThatAreNoCommandAreRefusedAsCorrupt(String text) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> Records.COMMAND.decode(utf8(text)))
        .extracting(StorageException::code)
        .isEqualTo(Code.CORRUPT);
  }

  @Test
  void aRecordOverTheLimitIsNeitherWrittenNorRead() {
    JobSpec large =
        new JobSpec.Generation(
            ModelRef.parse("m"), "x".repeat(Topic.MAX_RECORD_BYTES), "", 1, 1, 1, "ddim", 8, 8, 1);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> Records.SPEC.encode(large))
        .extracting(StorageException::code)
        .isEqualTo(Code.TOO_LARGE);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> Records.SPEC.decode(new byte[Topic.MAX_RECORD_BYTES + 1]))
        .extracting(StorageException::code)
        .isEqualTo(Code.TOO_LARGE);
  }

  @Test
  void aCommandGoesToTheHomePartitionOfItsJob() {
    assertThat(Samples.commands())
        .filteredOn(
            command -> command instanceof Command.Submit || command instanceof Command.OfJob)
        .extracting(Topics::partitionOf)
        .containsOnly(2);
    assertThat(Topics.partitionOf(new Command.CreateKey(Samples.command(9), Samples.key())))
        .isEqualTo(KeyRecord.PARTITION);
    assertThat(
            Topics.partitionOf(
                new Command.Cancel(Samples.command(9), Samples.TENANT, Samples.job(3, 0), "")))
        .isZero();
  }

  private static <T> void each(String kind, Json<T> json, List<T> records) {
    records.forEach(record -> Golden.holds(kind, json, record, Golden.name(record)));
  }

  private static void assertCovered(Class<?> sealed, List<?> samples) {
    Stream<Class<?>> sampled = samples.stream().map(Object::getClass);
    assertThat(sampled).containsAll(recordsOf(sealed).toList());
  }

  private static Stream<Class<?>> recordsOf(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(RecordsTest::recordsOf)
        : Stream.of(type);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
