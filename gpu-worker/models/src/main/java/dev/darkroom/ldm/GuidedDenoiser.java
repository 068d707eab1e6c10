package dev.darkroom.ldm;

import dev.darkroom.ldm.DenoiserNetwork.Batch;
import dev.darkroom.ldm.sampler.Denoiser;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.nn.Resident;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The network as a run's sampler sees it: every picture with its own prompt, guided away from its
 * own negative prompt. Both halves go through the network in one call, the negative one first.
 */
public final class GuidedDenoiser implements Denoiser, AutoCloseable {
  private final DenoiserNetwork network;
  private final Guidance guidance;
  private final Batch batch;
  private final Resident context; // (n, M, E)
  private final List<Latent> beside; // (B, C', h, w)

  /**
   * A denoiser for one run.
   *
   * @param negative states of each picture's negative prompt; none without guidance
   * @param positive states of each picture's prompt
   * @param beside what the network sees beside each picture's latent, more channels; empty for none
   */
  public GuidedDenoiser(
      DenoiserNetwork network,
      Guidance guidance,
      int height,
      int width,
      List<float[]> negative,
      List<float[]> positive,
      List<Latent> beside) {
    this.network = network;
    this.guidance = guidance;
    List<float[]> states = new ArrayList<>(negative);
    states.addAll(positive);
    this.batch = new Batch(states.size(), height, width);
    this.beside = List.copyOf(beside);
    this.context = network.hold(batch, joined(states));
  }

  @Override
  public List<Latent> denoise(List<Latent> inputs, double time) { // (B, C, h, w)
    int size = inputs.getFirst().size();
    List<Latent> seen = seen(inputs); // (B, C + C', h, w)
    FloatBuffer x = FloatBuffer.allocate(batch.n() * seen.getFirst().size());
    while (x.hasRemaining()) {
      seen.forEach(latent -> latent.write(x));
    }
    FloatBuffer out = FloatBuffer.wrap(network.denoise(batch, x.array(), time, context));
    List<Latent> outputs = new ArrayList<>(); // (n, C, h, w)
    for (int i = 0; i < batch.n(); i++) {
      outputs.add(Latent.read(out, size));
    }
    int pictures = inputs.size();
    List<Latent> conditional = outputs.subList(batch.n() - pictures, batch.n());
    List<Latent> guided = new ArrayList<>();
    for (int b = 0; b < pictures; b++) {
      guided.add(guidance.combine(outputs.get(b), conditional.get(b)));
    }
    return guided;
  }

  @Override
  public void close() {
    context.close();
  }

  private List<Latent> seen(List<Latent> inputs) {
    if (beside.isEmpty()) {
      return inputs;
    }
    List<Latent> seen = new ArrayList<>();
    for (int b = 0; b < inputs.size(); b++) {
      seen.add(inputs.get(b).followedBy(beside.get(b)));
    }
    return seen;
  }

  private static float[] joined(List<float[]> rows) {
    FloatBuffer all = FloatBuffer.allocate(rows.size() * rows.getFirst().length);
    rows.forEach(all::put);
    return all.array();
  }
}
