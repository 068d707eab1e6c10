package dev.darkroom.ldm;

import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.Plan;
import dev.darkroom.ldm.sampler.State;
import dev.darkroom.model.Size;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * How a drawing begins. What is drawn from a picture's noise, and in which order, is what diffusers
 * draws: for a given picture the autoencoder's sample, then the first noise, then the masked
 * picture's sample.
 *
 * @param plan the calls to make
 * @param states before the first call, one a picture
 * @param beside what the network sees beside each picture's latent; empty for most networks
 * @param repaintings what is painted back after every call, one a picture; empty for none
 */
record Beginning(Plan plan, List<State> states, List<Latent> beside, List<Repainting> repaintings) {

  /** Of several drawings that are made by one plan, one after another. */
  static Beginning joined(List<Beginning> parts) {
    return new Beginning(
        parts.getFirst().plan(),
        parts.stream().flatMap(part -> part.states().stream()).toList(),
        parts.stream().flatMap(part -> part.beside().stream()).toList(),
        parts.stream().flatMap(part -> part.repaintings().stream()).toList());
  }

  /** Finds the beginnings of one drawing. */
  static final class Finder {
    private final LdmConfig config;
    private final Autoencoder autoencoder;
    private final Drawing drawing;
    private final Size latent;

    Finder(LdmConfig config, Autoencoder autoencoder, Drawing drawing, Size latent) {
      this.config = config;
      this.autoencoder = autoencoder;
      this.drawing = drawing;
      this.latent = latent;
    }

    /**
     * The drawing's beginning.
     *
     * @throws ModelException if the model cannot begin so
     */
    Beginning find() {
      if (config.repaints() && !(drawing.origin() instanceof Origin.Masked)) {
        throw ModelException.badRequest(
            "mask", "this model only repaints parts of pictures: give a picture and a mask");
      }
      Plan whole = drawing.method().sampler().plan(drawing.method().steps());
      return switch (drawing.origin()) {
        case Origin.Nothing _, Origin.Given _ -> fromNoise(whole);
        case Origin.Picture p -> fromPicture(p, whole.lastPart(p.strength()));
        case Origin.Latents l -> fromLatents(l, whole.lastPart(l.strength()));
        case Origin.Masked m ->
            config.repaints()
                ? repaintedByNetwork(m, whole.lastPart(m.strength()))
                : repainted(m, whole.lastPart(m.strength()));
      };
    }

    private Beginning fromNoise(Plan plan) {
      List<State> states =
          drawing.pictures().stream().map(p -> State.of(plan.begin(draw(p)))).toList();
      return new Beginning(plan, states, List.of(), List.of());
    }

    private Beginning fromPicture(Origin.Picture origin, Plan plan) {
      Autoencoder.Posterior where = encode(origin.planes());
      List<State> states = new ArrayList<>();
      for (Drawing.Picture picture : drawing.pictures()) {
        Latent z = autoencoder.sample(where, picture.noise());
        states.add(State.of(noised(plan, z, draw(picture))));
      }
      return new Beginning(plan, states, List.of(), List.of());
    }

    private Beginning fromLatents(Origin.Latents origin, Plan plan) {
      List<State> states = new ArrayList<>();
      for (int b = 0; b < drawing.pictures().size(); b++) {
        Latent z = origin.latents().get(b);
        states.add(State.of(noised(plan, z, draw(drawing.pictures().get(b)))));
      }
      return new Beginning(plan, states, List.of(), List.of());
    }

    private Beginning repainted(Origin.Masked origin, Plan plan) {
      Autoencoder.Posterior where = encode(origin.planes());
      List<State> states = new ArrayList<>();
      List<Repainting> repaintings = new ArrayList<>();
      for (Drawing.Picture picture : drawing.pictures()) {
        Latent z = autoencoder.sample(where, picture.noise());
        Latent drawn = draw(picture);
        picture
            .noise()
            .draw(
                drawn
                    .size()); // the masked picture's sample, drawn whether or not the network looks
        // at it
        states.add(State.of(origin.forgets() ? plan.begin(drawn) : noised(plan, z, drawn)));
        repaintings.add(new Repainting(small(origin.mask()), z, drawn));
      }
      return new Beginning(plan, states, List.of(), repaintings);
    }

    private Beginning repaintedByNetwork(Origin.Masked origin, Plan plan) {
      Autoencoder.Posterior where = encode(origin.planes());
      Autoencoder.Posterior rest = encode(kept(origin));
      List<State> states = new ArrayList<>();
      List<Latent> beside = new ArrayList<>();
      for (Drawing.Picture picture : drawing.pictures()) {
        Noise noise = picture.noise();
        states.add(
            State.of(
                origin.forgets()
                    ? plan.begin(draw(picture))
                    : noised(plan, autoencoder.sample(where, noise), draw(picture))));
        beside.add(small(origin.mask()).followedBy(autoencoder.sample(rest, noise)));
      }
      return new Beginning(plan, states, beside, List.of());
    }

    private static Latent noised(Plan plan, Latent z, Latent noise) {
      return plan.addNoise(plan.first(), z, noise);
    }

    /** The first noise of a picture. */
    private Latent draw(Drawing.Picture picture) { // (C, h, w)
      int h = latent.height();
      int w = latent.width();
      Latent own =
          drawing.origin() instanceof Origin.Given given
              ? given(given.latent())
              : picture.noise().draw(config.vae().latentChannels() * h * w);
      return picture
          .variation()
          .map(v -> Variations.slerp(v.strength(), own, v.noise().draw(own.size()), h, w))
          .orElse(own);
    }

    private Latent given(HostTensor noise) { // (C, h, w)
      Shape right = Shape.of(config.vae().latentChannels(), latent.height(), latent.width());
      if (!noise.shape().equals(right)) {
        int f = config.vae().factor();
        throw ModelException.badRequest(
            "init_latent",
            "a latent of shape %s does not fit: this model draws %dx%d pixels from one of shape %s"
                .formatted(noise.shape(), latent.width() * f, latent.height() * f, right));
      }
      return Latent.of(noise.toFloats());
    }

    private Autoencoder.Posterior encode(Latent planes) {
      return autoencoder.encode(planes, latent.height(), latent.width());
    }

    /** The picture, gray where it is drawn anew. */
    private static Latent kept(Origin.Masked origin) { // (3, H, W)
      float[] values = origin.planes().toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] *= 1 - origin.mask().at(i % origin.mask().size());
      }
      return Latent.of(values);
    }

    /** The mask at the latent's size: the pixel at the left and top of each block. */
    private Latent small(Latent mask) { // (H, W)
      int f = config.vae().factor();
      int w = latent.width();
      float[] values = new float[latent.height() * w];
      for (int i = 0; i < values.length; i++) {
        values[i] = mask.at((i / w * f * w + i % w) * f);
      }
      return Latent.of(values); // (1, h, w)
    }
  }
}
