package dev.darkroom.scheduler.sim;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.RunManifest;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.Report.StopReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/**
 * A worker that keeps the protocol: it counts its lease from the sending of the last acknowledged
 * heartbeat that named the run, names a run until its last report is in the log, and never runs the
 * same run twice. Of a micro-batch each member begins and ends by itself. It may freeze, die, and
 * wake as a zombie.
 */
final class SimWorker {
  private static final long RESEND = 300;

  /** A step is not broken off, and a checkpoint takes its time. */
  private static final long STOPPING = 200;

  private static final long SAVING = 2_000;

  private final World world;
  private final Network network;
  private final SimStore store;
  private final Plan.Worker plan;
  private final long leaseMillis;
  private final double rate;
  private final Set<RunRef> ended = new HashSet<>();
  private final Map<Long, Beat> beats = new HashMap<>();

  /** What it runs, or has run and could not tell yet. */
  private final Map<RunRef, Held> held = new LinkedHashMap<>();

  /** What is in its memory, the latest last. */
  private final SequencedSet<String> models = new LinkedHashSet<>();

  private long incarnation;
  private int life;
  private boolean alive;
  private boolean draining;
  private long frozenUntil;
  private long sequence;
  private long trusted;

  private record Beat(long at, Set<RunRef> runs) {}

  /** A run, and until when it may believe that it is its own. */
  private record Held(Grant grant, long began, long deadline, boolean working) {
    Held until(long later) {
      return new Held(grant, began, later, working);
    }

    Held over() {
      return new Held(grant, began, deadline, false);
    }
  }

  SimWorker(World world, Network network, SimStore store, Plan.Worker plan, Duration lease) {
    this.world = world;
    this.network = network;
    this.store = store;
    this.plan = plan;
    this.leaseMillis = lease.toMillis();
    this.rate =
        1 + (world.random().nextDouble() * 2 - 1) * world.faults().chance(Fault.CLOCK_DRIFT);
    network.connect(plan.name(), this::hear);
  }

  /** The runs that this worker works on now and may believe in. */
  List<RunRef> entitled() {
    if (!alive || world.now() < frozenUntil) {
      return List.of();
    }
    return held.entrySet().stream()
        .filter(h -> h.getValue().working() && world.now() < h.getValue().deadline())
        .map(Map.Entry::getKey)
        .toList();
  }

  boolean busy() {
    return alive && !held.isEmpty();
  }

  void start() {
    alive = true;
    draining = false;
    life++;
    incarnation++;
    models.clear();
    join();
  }

  void kill() {
    if (alive) {
      world.trace("dies", id());
      alive = false;
      held.clear();
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

  /** Its machine wants it gone: at once, or when its runs have ended. It is started again later. */
  void drain(boolean atOnce) {
    later(
        0,
        () -> {
          draining = true;
          if (atOnce) {
            working().forEach(run -> stop(run, StopReason.WORKER_STOPPING));
          }
          leaveWhenIdle();
        });
  }

  private void join() {
    beats.clear();
    sequence = 0;
    trusted = world.now();
    held.clear();
    track(new Report.Hello(id(), plan.pool(), plan.can()), this::beat);
  }

  private void beat() {
    sequence++;
    Set<RunRef> runs = new LinkedHashSet<>(held.keySet());
    beats.put(sequence, new Beat(world.now(), runs));
    network.send(
        new Report.Heartbeat(id(), sequence, List.copyOf(runs), List.copyOf(models), draining));
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
      case Assignment.Run a -> a.grants().forEach(this::take);
      case Assignment.LeaseRenewed a -> renewed(a.sequence());
      case Assignment.CancelRun a -> {
        later(world.upTo(STOPPING), () -> stop(a.run(), StopReason.CANCELED));
      }
      case Assignment.YieldRun a -> {
        later(
            world.upTo(SAVING),
            () -> {
              if (!fails(a.run(), Fault.SAVING_FAILS)) {
                checkpoint(a.run());
                stop(a.run(), StopReason.YIELDED);
              }
            });
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

  private void take(Grant given) {
    RunRef run = given.run();
    if (ended.contains(run) || held.containsKey(run)) {
      return;
    }
    if (draining) {
      track(new Report.RunStopped(id(), run, StopReason.WORKER_STOPPING), () -> {});
      return;
    }
    given.checkpoint().ifPresent(checkpoint -> store.resumed(run, checkpoint));
    held.put(run, new Held(given, world.now(), trusted + believed(), true));
    load(given);
    watchLease(run);
    long working = (long) (given.header().demand().work() * (0.5 + world.random().nextDouble()));
    if (given.header().kind().resumable()) {
      later(world.upTo(working), () -> checkpoint(run));
      later(world.upTo(working), () -> show(run));
    }
    later(
        world.upTo(20),
        () -> {
          if (works(run)) {
            network.send(new Report.RunStarted(id(), run));
          }
        });
    later(
        20 + working,
        () -> {
          if (works(run)) {
            finish(run);
          }
        });
  }

  /** What a run needs is in memory from now on, and what has no room beside it is not. */
  private void load(Grant given) {
    models.removeAll(given.header().demand().resources());
    models.addAll(given.header().demand().resources());
    while (models.size() > plan.can().memoryBytes()) {
      models.removeFirst();
    }
  }

  private void renewed(long acknowledged) {
    Beat beat = beats.remove(acknowledged);
    if (beat == null) {
      return;
    }
    trusted = Math.max(trusted, beat.at());
    held.replaceAll((run, h) -> beat.runs().contains(run) ? h.until(beat.at() + believed()) : h);
  }

  /** A tenth of the lease is left unused, so that the run has stopped when it ends. */
  private long believed() {
    return (long) (leaseMillis * 0.9 * rate);
  }

  private void watchLease(RunRef run) {
    lease(run)
        .ifPresent(h ->
            later(
                Math.max(0, h.deadline() - world.now()),
                () -> {
                  if (lease(run).filter(now -> world.now() >= now.deadline()).isPresent()) {
                    stop(run, StopReason.LEASE_LOST);
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
    if (fails(run, Fault.RUN_FAILS)) {
      return;
    }
    Held h = lease(run).orElseThrow();
    RunManifest manifest = store.write(h.grant(), id());
    long took = world.now() - h.began();
    end(
        run,
        new Report.RunSucceeded(id(), run, SimStore.digest(manifest), manifest.outputs(), took));
  }

  /** Whether the run ends with an error here. */
  private boolean fails(RunRef run, Fault fault) {
    boolean fails = works(run) && world.happens(fault);
    if (fails) {
      ErrorKind kind = world.oneOf(List.of(ErrorKind.values()));
      end(run, new Report.RunFailed(id(), run, JobError.of(kind, "drawn", "the dice say so")));
    }
    return fails;
  }

  /** Something of the run may be looked at already. */
  private void show(RunRef run) {
    lease(run)
        .ifPresent(h ->
            network.send(new Report.OutputsStored(id(), run, List.of(store.sample(h.grant())))));
  }

  private void checkpoint(RunRef run) {
    if (works(run)) {
      network.send(new Report.Checkpointed(id(), run, store.checkpoint(run)));
    }
  }

  private void stop(RunRef run, StopReason reason) {
    if (works(run)) {
      end(run, new Report.RunStopped(id(), run, reason));
    }
  }

  private void end(RunRef run, Report outcome) {
    ended.add(run);
    held.computeIfPresent(run, (_, h) -> h.over());
    track(
        outcome,
        () -> {
          held.remove(run);
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

  private Optional<Held> lease(RunRef run) {
    return Optional.ofNullable(held.get(run)).filter(Held::working);
  }

  private boolean works(RunRef run) {
    return lease(run).isPresent();
  }

  private List<RunRef> working() {
    return held.keySet().stream().filter(this::works).toList();
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
    return new WorkerId(plan.name(), incarnation);
  }
}
