package dev.darkroom.worker.core;

import dev.darkroom.job.id.RunRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long the worker may believe in its lease, on its own monotonic clock.
 *
 * <p>The scheduler counts a lease from when it reads a heartbeat, the worker from when it sent that
 * heartbeat, which is earlier: so the worker's lease ends first, whatever the two clocks say of the
 * time of day. A heartbeat counts once its {@code LeaseRenewed} has come back, and for a lease only
 * if it named every run of it that has not ended; one that was acknowledged before the grant was
 * read before the grant, so the grant's own lease counts from it.
 *
 * @param trusted when the latest report was sent that the scheduler is known to have read
 * @param sent heartbeats that nobody has acknowledged yet, oldest first
 * @param held the lease whose runs have not all ended, if any
 */
public record LeaseGuard(long trusted, List<Beat> sent, Optional<Held> held) {
  /** Heartbeats on the way that are remembered; of more, the oldest are given up. */
  static final int MAX_SENT = 64;

  /** One heartbeat, when it was sent, and the runs it named. */
  public record Beat(long sequence, long at, List<RunRef> runs) {
    public Beat {
      runs = List.copyOf(runs);
    }
  }

  /**
   * A lease, those of its runs that have not ended, and when its latest proven renewal was sent.
   */
  public record Held(List<RunRef> runs, Duration lease, long from) {
    public Held {
      runs = List.copyOf(runs);
    }
  }

  public LeaseGuard {
    sent = List.copyOf(sent);
  }

  /**
   * A worker that said hello at this moment: the scheduler answers nothing before it reads that.
   */
  public static LeaseGuard joined(long helloAt) {
    return new LeaseGuard(helloAt, List.of(), Optional.empty());
  }

  /** A heartbeat goes out now. */
  public LeaseGuard beat(long sequence, long at, List<RunRef> runs) {
    Stream<Beat> kept = sent.stream().skip(Math.max(0, sent.size() + 1 - MAX_SENT));
    return new LeaseGuard(
        trusted, Stream.concat(kept, Stream.of(new Beat(sequence, at, runs))).toList(), held);
  }

  /**
   * The scheduler has read that heartbeat. One that was given up, or comes twice, changes nothing.
   */
  public LeaseGuard renewed(long sequence) {
    Optional<Beat> beat = sent.stream().filter(b -> b.sequence() == sequence).findFirst();
    if (beat.isEmpty()) {
      return this;
    }
    long at = beat.get().at();
    Optional<Held> longer =
        held.map(
            h -> beat.get().runs().containsAll(h.runs()) ? new Held(h.runs(), h.lease(), at) : h);
    List<Beat> rest = sent.stream().filter(b -> b.sequence() > sequence).toList();
    return new LeaseGuard(at, rest, longer);
  }

  /** The scheduler gave a lease of these runs. */
  public LeaseGuard granted(List<RunRef> runs, Duration lease) {
    return new LeaseGuard(trusted, sent, Optional.of(new Held(runs, lease, trusted)));
  }

  /** This run has ended; with the last one the lease is held no more. */
  public LeaseGuard released(RunRef run) {
    return new LeaseGuard(
        trusted,
        sent,
        held.map(h ->
                new Held(
                    h.runs().stream().filter(other -> !other.equals(run)).toList(),
                    h.lease(),
                    h.from()))
            .filter(h -> !h.runs().isEmpty()));
  }

  /** When the runs must have been told to stop: a tenth of the lease before it ends. */
  public Optional<Long> stopAt() {
    return held.map(h -> h.from() + h.lease().toNanos() - h.lease().toNanos() / 10);
  }

  /** Whether somebody else may soon hold the lease. */
  public boolean lapsed(long now) {
    return stopAt().filter(at -> now - at >= 0).isPresent();
  }
}
