package dev.darkroom.ldm;

import dev.darkroom.ldm.DenoiserNetwork.Batch;
import dev.darkroom.ldm.DenoiserNetwork.Held;
import dev.darkroom.ldm.sampler.Denoiser;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.model.Size;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The network as a run's sampler sees it: every picture with its own prompts, guided away from its
 * own negative prompt. Texts of one length go through the network in one call, negative ones first,
 * so that no picture's result depends on how long another's prompt is.
 */
public final class GuidedDenoiser implements Denoiser, AutoCloseable {
  private final DenoiserNetwork network;
  private final Size latent;
  private final Optional<Latent> sizes; // (6)
  private List<Latent> beside; // (B, C', h, w)
  private List<Guide> guides = List.of();
  private List<Group> groups = List.of();
  private int entries;

  /** Texts that go through the network together: which picture each belongs to, and its place. */
  private record Group(Batch batch, Held held, List<Entry> entries) {}

  private record Entry(int place, int picture, Conditioning text) {}

  /**
   * A denoiser for one run.
   *
   * @param latent size of the latents
   * @param beside what the network sees beside each picture's latent, more channels; empty for none
   * @param sizes six numbers about the picture's size, for networks that look at them
   */
  public GuidedDenoiser(
      DenoiserNetwork network, Size latent, List<Latent> beside, Optional<Latent> sizes) {
    this.network = network;
    this.latent = latent;
    this.beside = List.copyOf(beside);
    this.sizes = sizes;
  }

  /** From now on every picture is led so, one guide a picture. */
  public void follow(List<Guide> others) {
    if (others.equals(guides)) {
      return;
    }
    close();
    guides = List.of();
    List<Entry> all = entries(others.stream().map(Guide::evened).toList());
    List<Group> held = new ArrayList<>();
    TreeSet<Integer> lengths = new TreeSet<>(all.stream().map(e -> e.text().length()).toList());
    for (int length : lengths) {
      List<Entry> same = all.stream().filter(e -> e.text().length() == length).toList();
      Batch batch = new Batch(same.size(), latent.height(), latent.width(), length);
      held.add(
          new Group(
              batch, network.hold(batch, same.stream().map(Entry::text).toList(), sizes), same));
      groups = List.copyOf(held);
    }
    entries = all.size();
    guides = List.copyOf(others);
  }

  /**
   * Goes on with these pictures only, by their places so far; it must be told where to lead them.
   */
  void keep(List<Integer> pictures) {
    beside = beside.isEmpty() ? beside : pictures.stream().map(beside::get).toList();
  }

  @Override
  public List<Latent> denoise(List<Latent> inputs, double time) { // (B, C, h, w)
    Latent[] outputs = new Latent[entries];
    for (Group group : groups) {
      FloatBuffer out =
          FloatBuffer.wrap(network.denoise(group.batch(), seen(group, inputs), time, group.held()));
      for (Entry entry : group.entries()) {
        outputs[entry.place()] = Latent.read(out, inputs.getFirst().size());
      }
    }
    int negatives = (int) guides.stream().filter(g -> g.negative().isPresent()).count();
    int positive = negatives;
    int negative = 0;
    List<Latent> guided = new ArrayList<>();
    for (Guide guide : guides) {
      List<Latent> pulled = List.of(outputs).subList(positive, positive + guide.pulls().size());
      positive += guide.pulls().size();
      Latent unconditional = guide.negative().isPresent() ? outputs[negative++] : pulled.getFirst();
      guided.add(guide.guided(unconditional, pulled));
    }
    return guided;
  }

  @Override
  public void close() {
    groups.forEach(group -> group.held().close());
    groups = List.of();
  }

  /** All negatives in the order of the pictures, then all pulls. */
  private static List<Entry> entries(List<Guide> guides) {
    List<Entry> entries = new ArrayList<>();
    for (int b = 0; b < guides.size(); b++) {
      if (guides.get(b).negative().isPresent()) {
        entries.add(new Entry(entries.size(), b, guides.get(b).negative().get()));
      }
    }
    for (int b = 0; b < guides.size(); b++) {
      for (Guide.Pull pull : guides.get(b).pulls()) {
        entries.add(new Entry(entries.size(), b, pull.towards()));
      }
    }
    return entries;
  }

  private float[] seen(Group group, List<Latent> inputs) { // (n, C + C', h, w)
    int size = inputs.getFirst().size() + (beside.isEmpty() ? 0 : beside.getFirst().size());
    FloatBuffer x = FloatBuffer.allocate(group.entries().size() * size);
    for (Entry entry : group.entries()) {
      inputs.get(entry.picture()).write(x);
      if (!beside.isEmpty()) {
        beside.get(entry.picture()).write(x);
      }
    }
    return x.array();
  }
}
