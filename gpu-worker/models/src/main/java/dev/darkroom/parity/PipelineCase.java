package dev.darkroom.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.ldm.Drawing;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.LdmRun;
import dev.darkroom.ldm.Origin;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.Sampler;
import dev.darkroom.model.ClipSkip;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.Size;
import dev.darkroom.weights.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** What one pipeline's case says of its pictures, and how they are compared. */
record PipelineCase(ParityCase fixture, LdmModel model) {

  /** Noise that is given, draw by draw; a sampler that wants more is refused. */
  static final class Given implements Noise {
    private final Iterator<Latent> draws;
    private int drawn;

    Given(List<Latent> draws) {
      this.draws = draws.iterator();
    }

    @Override
    public Latent draw(int size) {
      drawn++;
      return draws.next();
    }

    int drawn() {
      return drawn;
    }
  }

  List<String> texts(String key) {
    return StreamSupport.stream(fixture.description().path(key).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  Guidance guidance() {
    return Guidance.of(fixture.description().path("guidance_scale").asDouble());
  }

  /** Each picture's part of an input (B, …). */
  List<Latent> rows(String input) {
    HostTensor tensor = fixture.input(input);
    float[] values = tensor.toFloats();
    int size = values.length / (int) tensor.shape().dim(0);
    return IntStream.range(0, values.length / size)
        .mapToObj(b -> Latent.of(Arrays.copyOfRange(values, b * size, (b + 1) * size)))
        .toList();
  }

  Drawing drawing(
      List<Drawing.Picture> pictures,
      Sampler sampler,
      Guidance guidance,
      int clipSkip,
      Origin origin) {
    JsonNode d = fixture.description();
    return new Drawing(
        pictures,
        new Drawing.Method(sampler, d.path("num_steps").asInt(), guidance),
        new Drawing.Reading(Prompt.Syntax.PLAIN, ClipSkip.ofDiffusers(clipSkip)),
        new Size(d.path("width").asInt(), d.path("height").asInt()),
        origin);
  }

  /** Draws, and compares what of it the case expects. */
  void compare(String group, List<Drawing> drawings, Recorder recorder) {
    List<Latent> last = new ArrayList<>();
    List<Latent> trajectory = new ArrayList<>();
    for (Drawing drawing : drawings) {
      try (LdmRun run = model.draw(drawing)) {
        boolean more = true;
        while (more) {
          more = run.step();
          trajectory.addAll(run.latents());
        }
        last.addAll(run.latents());
      }
    }
    recorder.compareIfExpected(group + "/latents", flat(last));
    recorder.compareIfExpected(group + "/trajectory", flat(trajectory));
    if (recorder.expects(group + "/image")) {
      recorder.compare(group + "/image", last.stream().flatMapToDouble(this::decoded).toArray());
    }
  }

  static double[] flat(List<Latent> latents) {
    return latents.stream().flatMapToDouble(x -> doubles(x.toArray())).toArray();
  }

  static DoubleStream doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
  }

  private DoubleStream decoded(Latent z) {
    HostTensor latents = fixture.input("latents");
    int h = (int) latents.shape().dim(2);
    int w = (int) latents.shape().dim(3);
    return doubles(model.autoencoder().decode(z, h, w));
  }
}
