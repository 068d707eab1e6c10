package dev.darkroom.worker.core;

import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.worker.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One decision in the making: the rules read and change it, one after the other. */
final class Turn {
  private final long now;
  private final List<Effect> effects = new ArrayList<>();
  private WorkerState state;

  /** What is to happen at a time, if nothing that is heard before makes it moot. */
  record Timer(long at, Consumer<Turn> then) {}

  Turn(WorkerState state, long now) {
    this.state = state;
    this.now = now;
  }

  long now() {
    return now;
  }

  WorkerState state() {
    return state;
  }

  void become(WorkerState next) {
    state = next;
  }

  /** Something has happened to a run that is held. */
  void run(RunRef run, RunState.Event event) {
    state = state.with(state.place().after(run, event));
  }

  void place(Place place) {
    state = state.with(place);
  }

  void guard(LeaseGuard guard) {
    state = state.with(guard);
  }

  void life(Life life) {
    state = state.with(life);
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  /** A report that may be lost. */
  void send(Report report) {
    effects.add(new Effect.Send(report, false));
  }

  /** A report that is sent again until the log has it. */
  void track(Report report) {
    effects.add(new Effect.Send(report, true));
  }

  Decision decision() {
    return new Decision(state, effects);
  }
}
