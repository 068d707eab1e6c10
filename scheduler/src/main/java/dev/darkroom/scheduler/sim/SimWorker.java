package dev.darkroom.scheduler.sim;

import dev.darkroom.job.Assignment;
import dev.darkroom.job.Capabilities;
import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.Digest;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.Grant;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobKind;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.job.Report;
import dev.darkroom.job.Report.StopReason;
import dev.darkroom.job.RunRef;
import dev.darkroom.job.WorkerId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A worker that keeps the protocol: it counts its lease from the sending of the last acknowledged
 * heartbeat that named the run, names a run until its last report is in the log, and never runs the
 * same run twice. It may freeze, die, and wake as a zombie.
 */
final class SimWorker {
  private static final long RESEND = 300;
  private static final long LONGEST_RUN = 5_000;

  private final World world;
  private final Network network;
  private final Store store;
  private final String name;
  private final long leaseMillis;
  private final double rate;
  private final Set<RunRef> ended = new HashSet<>();
  private final Map<Long, Beat> beats = new HashMap<>();
  private long incarnation;
  private int life;
  private boolean alive;
  private boolean draining;
  private long frozenUntil;
  private long sequence;
  private long trusted;
  private Optional<Held> held = Optional.empty();

  private record Beat(long at, Optional<RunRef> run) {}

  /** The run that it holds, and until when it may believe in that. */
  private record Held(RunRef run, long deadline, boolean working) {}

  SimWorker(World world, Network network, Store store, String name, Duration lease) {
    this.world = world;
    this.network = network;
    this.store = store;
    this.name = name;
    this.leaseMillis = lease.toMillis();
    this.rate =
        1 + (world.random().nextDouble() * 2 - 1) * world.faults().chance(Fault.CLOCK_DRIFT);
    network.connect(name, this::hear);
  }

  /** What is stored outside the log: manifests, each written once. */
  interface Store {
    Digest write(RunRef run, String content);

    /** A checkpoint of the run is stored from here on. */
    Checkpoint checkpoint(RunRef run);

    /** The run goes on from this checkpoint. */
    void resumed(RunRef run, Checkpoint checkpoint);

    /** Whether this job takes every worker with it. */
    boolean deadly(RunRef run);
  }

  /** The run that this worker works on now and may believe in. */
  Optional<RunRef> entitled() {
    boolean awake = alive && world.now() >= frozenUntil;
    return held.filter(h -> awake && h.working() && world.now() < h.deadline()).map(Held::run);
  }

  void start() {
    alive = true;
    draining = false;
    life++;
    incarnation++;
    join();
  }

  void kill() {
    if (alive) {
      world.trace("dies", id());
      alive = false;
      held = Optional.empty();
      life++;
      world.after(200 + world.upTo(3_000), this::start);
    }
  }

  void freeze(long millis) {
    if (alive) {
      world.trace("freezes", id());
      frozenUntil = world.now() + millis;
    }
  }

  /** Its operator wants it gone: at once, or when its run has ended. It is started again later. */
  void drain(boolean atOnce) {
    later(
        0,
        () -> {
          draining = true;
          if (atOnce && held.filter(Held::working).isPresent()) {
            stop(StopReason.WORKER_STOPPING);
          }
          leaveWhenIdle();
        });
  }

  private void join() {
    beats.clear();
    sequence = 0;
    trusted = world.now();
    held = Optional.empty();
    track(
        new Report.Hello(
            id(),
            PoolRecord.DEFAULT,
            new Capabilities(Set.of(JobKind.values()), "cpu", 1, Map.of())),
        this::beat);
  }

  private void beat() {
    sequence++;
    Optional<RunRef> run = held.map(Held::run);
    beats.put(sequence, new Beat(world.now(), run));
    network.send(new Report.Heartbeat(id(), sequence, run.stream().toList(), List.of(), draining));
    long mine = incarnation;
    later(
        (long) (leaseMillis * rate / 3),
        () -> {
          if (incarnation == mine) {
            beat();
          }
        });
  }

  private void hear(Assignment told) {
    later(
        0,
        () -> {
          if (told.worker().equals(id())) {
            obey(told);
          }
        });
  }

  private void obey(Assignment told) {
    switch (told) {
      case Assignment.Run a -> take(a);
      case Assignment.LeaseRenewed a -> renewed(a.sequence());
      case Assignment.CancelRun a -> {
        if (held.filter(h -> h.working() && h.run().equals(a.run())).isPresent()) {
          stop(StopReason.CANCELED);
        }
      }
      case Assignment.YieldRun a -> {
        if (held.filter(h -> h.working() && h.run().equals(a.run())).isPresent()) {
          checkpoint(a.run());
          stop(StopReason.YIELDED);
        }
      }
      case Assignment.Preload _ -> {} // it has every model at hand
      case Assignment.Drain _ -> {
        draining = true;
        leaveWhenIdle();
      }
      case Assignment.StopNow _ -> drain(true);
      case Assignment.HelloAgain _ -> {
        if (!draining) {
          incarnation++;
          join();
        }
      }
    }
  }

  private void take(Assignment.Run lease) {
    Grant given = lease.grants().getFirst();
    RunRef run = given.run();
    if (ended.contains(run) || held.isPresent()) {
      return;
    }
    if (draining) {
      track(new Report.RunStopped(id(), run, StopReason.WORKER_STOPPING), () -> {});
      return;
    }
    given.checkpoint().ifPresent(checkpoint -> store.resumed(run, checkpoint));
    held = Optional.of(new Held(run, trusted + believed(), true));
    watchLease(run);
    if (given.header().kind().resumable()) {
      later(world.upTo(LONGEST_RUN), () -> checkpoint(run));
    }
    long working = 20 + world.upTo(LONGEST_RUN);
    later(
        world.upTo(20),
        () -> {
          if (works(run)) {
            network.send(new Report.RunStarted(id(), run));
          }
        });
    later(
        working,
        () -> {
          if (works(run)) {
            finish(run);
          }
        });
  }

  private void renewed(long acknowledged) {
    Beat beat = beats.remove(acknowledged);
    if (beat == null) {
      return;
    }
    trusted = Math.max(trusted, beat.at());
    if (held.filter(h -> beat.run().equals(Optional.of(h.run()))).isPresent()) {
      Held h = held.get();
      held = Optional.of(new Held(h.run(), beat.at() + believed(), h.working()));
    }
  }

  /** A tenth of the lease is left unused, so that the run has stopped when it ends. */
  private long believed() {
    return (long) (leaseMillis * 0.9 * rate);
  }

  private void watchLease(RunRef run) {
    held.filter(h -> h.working() && h.run().equals(run))
        .ifPresent(h ->
            later(
                Math.max(0, h.deadline() - world.now()),
                () -> {
                  if (works(run) && world.now() >= held.get().deadline()) {
                    stop(StopReason.LEASE_LOST);
                  } else {
                    watchLease(run);
                  }
                }));
  }

  /** The run ends by itself; a worker that has just thawed may not have looked at its lease yet. */
  private void finish(RunRef run) {
    if (store.deadly(run)) {
      kill();
      return;
    }
    if (world.chance(0.1)) {
      ErrorKind kind = world.oneOf(List.of(ErrorKind.values()));
      end(new Report.RunFailed(id(), run, JobError.of(kind, "drawn", "the dice say so")));
      return;
    }
    String content = id() + " " + run + " " + world.random().nextLong();
    Digest manifest = store.write(run, content);
    end(new Report.RunSucceeded(id(), run, manifest, List.of(), 1));
  }

  private void checkpoint(RunRef run) {
    if (works(run)) {
      network.send(new Report.Checkpointed(id(), run, store.checkpoint(run)));
    }
  }

  private void stop(StopReason reason) {
    end(new Report.RunStopped(id(), held.orElseThrow().run(), reason));
  }

  private void end(Report outcome) {
    Held h = held.orElseThrow();
    ended.add(h.run());
    held = Optional.of(new Held(h.run(), h.deadline(), false));
    track(
        outcome,
        () -> {
          if (held.filter(now -> now.run().equals(h.run())).isPresent()) {
            held = Optional.empty();
          }
          leaveWhenIdle();
        });
  }

  private void leaveWhenIdle() {
    if (draining && held.isEmpty()) {
      track(new Report.Goodbye(id()), this::leave);
    }
  }

  private void leave() {
    if (alive) {
      alive = false;
      life++;
      world.after(500 + world.upTo(3_000), this::start);
    }
  }

  /** Sends until the log has it. */
  private void track(Report report, Runnable delivered) {
    if (network.send(report)) {
      later(1, delivered);
    } else {
      later(
          RESEND,
          () -> {
            if (report.worker().equals(id())) {
              track(report, delivered);
            }
          });
    }
  }

  private boolean works(RunRef run) {
    return held.filter(h -> h.working() && h.run().equals(run)).isPresent();
  }

  /** Happens in this life of the process only; what falls into a freeze happens in any order. */
  private void later(long delay, Runnable what) {
    int mine = life;
    world.after(
        delay,
        () -> {
          if (life != mine) {
            return;
          }
          if (world.now() < frozenUntil) {
            later(frozenUntil - world.now() + world.upTo(5), what);
            return;
          }
          what.run();
        });
  }

  private WorkerId id() {
    return new WorkerId(name, incarnation);
  }

  static Digest digest(String content) {
    return Digest.of(content.getBytes(StandardCharsets.UTF_8));
  }
}
