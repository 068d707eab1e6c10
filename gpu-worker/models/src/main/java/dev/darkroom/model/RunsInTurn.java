package dev.darkroom.model;

import dev.darkroom.image.Rgb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Runs side by side, each step of one after that of another: a batch that saves nothing. */
final class RunsInTurn implements GenerationBatch {
  private final List<GenerationRun> runs;
  private final TreeSet<Integer> members = new TreeSet<>();
  private final TreeSet<Integer> unfinished = new TreeSet<>();

  private RunsInTurn(List<GenerationRun> runs) {
    this.runs = List.copyOf(runs);
    for (int m = 0; m < runs.size(); m++) {
      members.add(m);
      unfinished.add(m);
    }
  }

  /** Begins all of them; if one cannot begin, none has. */
  static RunsInTurn start(Generator generator, List<GenerationRequest> requests) {
    List<GenerationRun> runs = new ArrayList<>();
    try {
      requests.forEach(request -> runs.add(generator.start(request)));
    } catch (Throwable e) {
      runs.forEach(GenerationRun::close);
      throw e;
    }
    return new RunsInTurn(runs);
  }

  @Override
  public boolean step() {
    if (unfinished.isEmpty()) {
      throw new IllegalStateException("all steps are done, or all members have left");
    }
    unfinished.removeIf(m -> !runs.get(m).step());
    return !unfinished.isEmpty();
  }

  @Override
  public int done() {
    return members.stream().mapToInt(m -> runs.get(m).done()).max().orElse(0);
  }

  @Override
  public int total() {
    return runs.stream().mapToInt(GenerationRun::total).max().orElse(0);
  }

  @Override
  public Optional<Rgb> preview(int member) {
    return runs.get(member).preview();
  }

  @Override
  public void leave(int member) {
    members.remove(member);
    unfinished.remove(member);
    runs.get(member).close();
  }

  @Override
  public List<Rgb> result(int member) {
    if (!members.contains(member)) {
      throw new IllegalStateException("member " + member + " has left");
    }
    return runs.get(member).result();
  }

  @Override
  public void close() {
    runs.forEach(GenerationRun::close);
  }
}
