package dev.darkroom.deploy.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Decisions a second of the scheduler's core on one thread, fair share and priorities on: the
 * submits, grants, starts and ends of jobs that go through it while 20,000 others wait.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DecisionsBenchmark {
  private final CoreLoad load = new CoreLoad(1, CoreBench.WORKERS, CoreBench.MAX_BATCH);

  /** What a turn decides; JMH makes a rate of it. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Counted {
    public long decisions;
  }

  @Benchmark
  public void turn(Counted counted) {
    long before = load.decisions();
    load.turn();
    counted.decisions += load.decisions() - before;
  }
}
