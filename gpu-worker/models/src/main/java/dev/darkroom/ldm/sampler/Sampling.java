package dev.darkroom.ldm.sampler;

import dev.darkroom.failure.ModelException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A run of one or more pictures together, told call by call:
 *
 * <pre>{@code
 * Plan plan = sampler.plan(20);
 * var sampling = Sampling.begin(sampler, plan, denoiser, noises, size);
 * while (sampling.hasNext()) {
 *   progress.show(sampling.next());
 * }
 * List<Latent> pictures = sampling.latents();
 * }</pre>
 *
 * <p>Each picture has its own state and noise, so it comes out bit for bit as it would alone, if
 * the network treats it so. Stopping is not calling {@link #next} any more; {@link #states} and the
 * noise streams are all that going on elsewhere takes.
 */
public final class Sampling implements Iterator<Sampling.Step> {
  private final Sampler sampler;
  private final Plan plan;
  private final Denoiser denoiser;
  private List<Noise> noises;
  private List<State> states;

  /**
   * One call of the network, done.
   *
   * @param done calls done so far in this run
   * @param total calls of this run
   * @param latents one a picture, at the noise level that was reached
   * @param estimates the finished pictures as the network now sees them, for previews
   */
  public record Step(int done, int total, List<Latent> latents, List<Latent> estimates) {
    /** The same of some of the pictures, by their places. */
    public Step of(List<Integer> pictures) {
      return new Step(
          done,
          total,
          pictures.stream().map(latents::get).toList(),
          pictures.stream().map(estimates::get).toList());
    }
  }

  private Sampling(
      Sampler sampler, Plan plan, Denoiser denoiser, List<Noise> noises, List<State> states) {
    if (noises.size() != states.size() || states.isEmpty()) {
      throw new IllegalArgumentException(
          "%d noise streams for %d pictures: give each its own"
              .formatted(noises.size(), states.size()));
    }
    this.sampler = sampler;
    this.plan = plan;
    this.denoiser = denoiser;
    this.noises = List.copyOf(noises);
    this.states = List.copyOf(states);
  }

  /** From nothing: each picture's first latent, of {@code size} values, comes from its noise. */
  public static Sampling begin(
      Sampler sampler, Plan plan, Denoiser denoiser, List<Noise> noises, int size) {
    List<State> states =
        noises.stream().map(noise -> State.of(plan.begin(noise.draw(size)))).toList();
    return new Sampling(sampler, plan, denoiser, noises, states);
  }

  /** From these states: a checkpoint's, or pictures brought to the plan's first noise level. */
  public static Sampling resume(
      Sampler sampler, Plan plan, Denoiser denoiser, List<Noise> noises, List<State> states) {
    return new Sampling(sampler, plan, denoiser, noises, states);
  }

  @Override
  public boolean hasNext() {
    return Sampler.call(plan, states.getFirst()) < plan.calls();
  }

  /**
   * Calls the network once and steps every picture.
   *
   * @throws ModelException with {@link ModelException.Code#OUTPUT_NOT_FINITE} if a latent
   *     overflowed
   */
  @Override
  public Step next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all " + plan.calls() + " calls are done");
    }
    int i = Sampler.call(plan, states.getFirst());
    List<Latent> inputs = states.stream().map(s -> plan.modelInput(i, s.x())).toList();
    List<Latent> outputs = denoiser.denoise(inputs, plan.time(i));
    if (outputs.size() != states.size()) {
      throw new IllegalStateException(
          "the network gave %d outputs for %d inputs".formatted(outputs.size(), states.size()));
    }
    List<State> stepped = new ArrayList<>();
    List<Latent> estimates = new ArrayList<>();
    for (int b = 0; b < outputs.size(); b++) {
      estimates.add(sampler.estimate(plan, states.get(b), outputs.get(b)));
      stepped.add(finite(sampler.step(plan, states.get(b), outputs.get(b), noises.get(b)), i));
    }
    states = List.copyOf(stepped);
    return new Step(i + 1 - plan.first(), plan.calls() - plan.first(), latents(), estimates);
  }

  /** Goes on with these latents, one a picture, as after painting over a part of them. */
  public void change(List<Latent> latents) {
    if (latents.size() != states.size()) {
      throw new IllegalArgumentException(
          "%d latents for %d pictures".formatted(latents.size(), states.size()));
    }
    List<State> changed = new ArrayList<>();
    for (int b = 0; b < latents.size(); b++) {
      changed.add(states.get(b).withX(latents.get(b)));
    }
    states = List.copyOf(changed);
  }

  /** Goes on with these pictures only, by their places so far. */
  public void keep(List<Integer> pictures) {
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("a run goes on with one picture at least");
    }
    noises = pictures.stream().map(noises::get).toList();
    states = pictures.stream().map(states::get).toList();
  }

  /** One a picture, as they are now. */
  public List<Latent> latents() {
    return states.stream().map(State::x).toList();
  }

  /** One a picture; with the noise streams, a checkpoint. */
  public List<State> states() {
    return states;
  }

  private static State finite(State state, int call) {
    if (!state.x().isFinite()) {
      throw new ModelException(
          ModelException.Code.OUTPUT_NOT_FINITE,
          "the latent is not finite after call %d: run the network in f32 or bf16"
              .formatted(call + 1));
    }
    return state;
  }
}
