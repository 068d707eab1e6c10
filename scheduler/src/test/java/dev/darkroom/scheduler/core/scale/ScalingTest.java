package dev.darkroom.scheduler.core.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.ScalePolicy;
import dev.darkroom.job.pool.ScaleRecord;
import dev.darkroom.job.pool.ScaleRecord.Code;
import dev.darkroom.scheduler.core.scale.Leaving.Candidate;
import dev.darkroom.scheduler.core.scale.Leaving.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScalingTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  /** One minute of target wait, of which a new worker misses twenty seconds. */
  private static final ScalePolicy POLICY =
      new ScalePolicy(
          0, 50, Duration.ofMinutes(1), Duration.ofSeconds(20), Duration.ofMinutes(5), false);

  private Optional<ScaleRecord> last = Optional.empty();

  @Test
  void withNothingToDoNobodyIsNeeded() {
    assertThat(after(0, load(0, 0, 0, 0))).isZero();
    assertThat(code()).isEqualTo(Code.NOTHING_TO_DO);
  }

  @Test
  void aQueueThatThoseWhoAreThereClearInTimeBringsNobody() {
    assertThat(after(0, load(100, 110, 2, 0))).isEqualTo(2);
    assertThat(after(1, load(100, 50, 2, 0))).as("one would do, later").isEqualTo(2);
  }

  @Test
  void newWorkersAreCountedWithTheTimeThatTheirWarmUpLeavesThem() {
    // Two workers do 120 s within the minute; of the other 400 s each newcomer does 60 - 20.
    assertThat(after(0, load(100, 520, 2, 0))).isEqualTo(2 + 10);
    assertThat(code()).isEqualTo(Code.QUEUE);
    assertThat(message()).isEqualTo("100 jobs of 520 s of work wait, to be begun within 60 s");
  }

  @Test
  void aPoolThatWarmsUpLongerThanItsTargetStillGrows() {
    ScalePolicy slow =
        new ScalePolicy(
            0, 50, Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofMinutes(5), false);
    assertThat(next(slow, 0, load(100, 300, 0, 0))).isEqualTo(10);
  }

  @Test
  void aJobIsNotSharedBetweenWorkers() {
    assertThat(after(0, load(2, 7_200, 0, 0))).as("two trainings of an hour").isEqualTo(2);
    assertThat(code()).isEqualTo(Code.ONE_EACH);
  }

  @Test
  void theTimeThatRunsStillTakeCountsToo() {
    Load busy = new Load(100, Duration.ofSeconds(60), Duration.ofSeconds(120), 2, 2);
    assertThat(after(0, busy)).as("60 s more than two can do").isEqualTo(4);
  }

  @Test
  void aBusyWorkerIsNeverTooMany() {
    assertThat(after(0, load(0, 0, 8, 5))).isEqualTo(5);
    assertThat(code()).isEqualTo(Code.WORKERS_BUSY);
  }

  @Test
  void thePolicysBoundsHoldAndSaySo() {
    ScalePolicy narrow =
        new ScalePolicy(2, 3, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO, false);
    assertThat(next(narrow, 0, load(0, 0, 0, 0))).isEqualTo(2);
    assertThat(code()).isEqualTo(Code.MIN);
    assertThat(next(narrow, 1, load(1_000, 9_999, 0, 0))).isEqualTo(3);
    assertThat(code()).isEqualTo(Code.MAX);
  }

  @Test
  void theNumberRisesAtOnceAndFallsWhenFewerHaveDoneForTheDelay() {
    assertThat(after(0, load(100, 520, 2, 0))).isEqualTo(12);
    assertThat(after(1, load(0, 0, 12, 4))).isEqualTo(12);
    assertThat(after(200, load(0, 0, 12, 7))).isEqualTo(12);
    assertThat(after(300, load(0, 0, 12, 3)))
        .as("five minutes from 1 s are not over")
        .isEqualTo(12);
    assertThat(after(301, load(0, 0, 12, 3))).as("the most that was wanted").isEqualTo(7);
    assertThat(code()).isEqualTo(Code.PEAK);
    assertThat(after(600, load(0, 0, 7, 3))).isEqualTo(7);
    assertThat(after(601, load(0, 0, 7, 3))).isEqualTo(3);
  }

  @Test
  void aLoadThatComesInWavesStopsNoWorkers() {
    int[] seen = new int[20];
    for (int minute = 0; minute < seen.length; minute++) {
      seen[minute] = after(60 * minute, load(minute % 4 == 0 ? 100 : 0, 520, 2, 0));
    }
    assertThat(seen).containsOnly(12);
  }

  @Test
  void whatDoesNotChangeIsTheSameRecord() {
    after(0, load(100, 520, 2, 0));
    ScaleRecord first = last.orElseThrow();
    after(9, load(100, 520, 2, 0));
    assertThat(last).contains(first);
  }

  @Test
  void theIdleGoFirstThenThoseSoonDoneThenTheFreshestCheckpoint() {
    Candidate idle = new Candidate(worker("idle"), Optional.empty());
    Candidate soon = candidate("soon", 2, Optional.empty());
    Candidate late = candidate("late", 90, Optional.empty());
    Candidate fresh = candidate("fresh", 3_000, Optional.of(T0.plusSeconds(50)));
    Candidate stale = candidate("stale", 10, Optional.of(T0));
    List<Candidate> all = List.of(stale, late, fresh, idle, soon);
    assertThat(Leaving.cheapest(all, 5).stream().map(WorkerId::name))
        .containsExactly("idle", "soon", "late", "fresh", "stale");
    assertThat(Leaving.cheapest(all, 2).stream().map(WorkerId::name))
        .containsExactly("idle", "soon");
  }

  private static Candidate candidate(String name, int rest, Optional<Instant> checkpoint) {
    return new Candidate(worker(name), Optional.of(new Task(Duration.ofSeconds(rest), checkpoint)));
  }

  private static WorkerId worker(String name) {
    return new WorkerId(name, 1);
  }

  private static Load load(int waiting, int queued, int workers, int busy) {
    return new Load(waiting, Duration.ofSeconds(queued), Duration.ZERO, workers, busy);
  }

  private int after(long seconds, Load load) {
    return next(POLICY, seconds, load);
  }

  private int next(ScalePolicy policy, long seconds, Load load) {
    last =
        Optional.of(Scaling.next(PoolRecord.DEFAULT, policy, load, last, T0.plusSeconds(seconds)));
    return last.get().workers();
  }

  private Code code() {
    return last.orElseThrow().reason().code();
  }

  private String message() {
    return last.orElseThrow().reason().message();
  }
}
