package dev.darkroom.ldm;

import dev.darkroom.image.Rgb;
import dev.darkroom.model.GenerationBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Requests whose pictures go through the networks as one run. */
final class LdmBatch implements GenerationBatch {
  private final LdmRun run;
  private List<Integer> owners; // the member of each picture that is still drawn

  /**
   * A batch that closes its run.
   *
   * @param pictures how many each member has; they stand in the run in the members' order
   */
  LdmBatch(LdmRun run, List<Integer> pictures) {
    this.run = run;
    List<Integer> all = new ArrayList<>();
    for (int m = 0; m < pictures.size(); m++) {
      for (int k = 0; k < pictures.get(m); k++) {
        all.add(m);
      }
    }
    this.owners = List.copyOf(all);
  }

  @Override
  public boolean step() {
    if (owners.isEmpty()) {
      throw new IllegalStateException("all members have left");
    }
    return run.step();
  }

  @Override
  public int done() {
    return run.done();
  }

  @Override
  public int total() {
    return run.total();
  }

  @Override
  public Optional<Rgb> preview(int member) {
    return run.preview(places(member).getFirst());
  }

  @Override
  public void leave(int member) {
    List<Integer> kept =
        IntStream.range(0, owners.size()).filter(b -> owners.get(b) != member).boxed().toList();
    if (kept.isEmpty()) {
      run.close();
    } else if (kept.size() < owners.size()) {
      run.keep(kept);
    }
    owners = kept.stream().map(owners::get).toList();
  }

  @Override
  public List<Rgb> result(int member) {
    return places(member).stream().map(run::result).toList();
  }

  @Override
  public void close() {
    run.close();
  }

  private List<Integer> places(int member) {
    List<Integer> places =
        IntStream.range(0, owners.size()).filter(b -> owners.get(b) == member).boxed().toList();
    if (places.isEmpty()) {
      throw new IllegalStateException("member " + member + " has left");
    }
    return places;
  }
}
