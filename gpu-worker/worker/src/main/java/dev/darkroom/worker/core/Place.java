package dev.darkroom.worker.core;

import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.worker.Grant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A worker's one place for work: the runs that it holds, each in its own state. They are the
 * members of one lease, and those of the lease before it whose outcomes are not in the log yet.
 *
 * @param members none of them idle; no run twice
 */
public record Place(List<RunState> members) {
  /** Nothing is held. */
  public static final Place FREE = new Place(List.of());

  public Place {
    members = List.copyOf(members);
  }

  /** The runs that are held: what a heartbeat names. */
  public List<RunRef> held() {
    return members.stream().flatMap(member -> member.held().stream()).toList();
  }

  /** Whether nothing runs and nothing is owed to the scheduler. */
  public boolean isFree() {
    return members.isEmpty();
  }

  /** Whether the run thread works on any of them. */
  boolean working() {
    return members.stream().anyMatch(RunState::working);
  }

  Optional<RunState> member(RunRef run) {
    return members.stream().filter(member -> holds(member, run)).findFirst();
  }

  /** With these runs beside those that are held. */
  Place taking(List<Grant> grants) {
    Stream<RunState> taken =
        grants.stream()
            .map(grant -> RunState.apply(new RunState.Idle(), new RunState.Event.Granted(grant)));
    return new Place(Stream.concat(members.stream(), taken).toList());
  }

  /** After something has happened to one of them. */
  Place after(RunRef run, RunState.Event event) {
    return new Place(
        members.stream()
            .map(member -> holds(member, run) ? RunState.apply(member, event) : member)
            .filter(member -> !(member instanceof RunState.Idle))
            .toList());
  }

  private static boolean holds(RunState member, RunRef run) {
    return member.held().equals(Optional.of(run));
  }
}
