package dev.darkroom.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.ldm.Drawing;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.LdmRun;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.Sampler;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.ModelException;
import dev.darkroom.model.Size;
import dev.darkroom.weights.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Stable Diffusion from text to image: prompts, negative prompts and given first latents, all
 * pictures in one batch. Tensors are named {@code txt2img_<variant>/<what>}.
 */
final class PipelineCases implements CaseRunner {
  private static final String TEXT_TO_IMAGE = "txt2img_";

  @Override
  public void run(ParityCase c, Recorder recorder) {
    try (LdmModel model = new LdmLoader().load(c.path("sd"), LoadOptions.cpu())) {
      List<String> prompts = texts(c, "prompts");
      List<String> negatives = texts(c, "negative_prompts");
      recorder.compareIfExpected("prompt_embeds", states(model, prompts));
      recorder.compareIfExpected("negative_prompt_embeds", states(model, negatives));
      Case pipeline = new Case(c, model, prompts, negatives);
      groups(recorder).forEach(group -> drawOrDecline(pipeline, group, recorder));
      recorder.notSupported("img2img_*", "img2img_", "only text to image is built");
      recorder.notSupported("inpaint*", "inpaint", "only text to image is built");
    }
  }

  private record Case(
      ParityCase fixture, LdmModel model, List<String> prompts, List<String> negatives) {
    double guidance() {
      return fixture.description().path("guidance_scale").asDouble();
    }

    /** The first latent of each picture is the case's; the sampler draws nothing more. */
    Drawing drawing(Sampler sampler, List<String> against, Guidance guidance, int clipSkip) {
      JsonNode description = fixture.description();
      HostTensor latents = fixture.input("latents"); // (B, C, h, w)
      float[] values = latents.toFloats();
      int size = values.length / (int) latents.shape().dim(0);
      List<Drawing.Picture> pictures =
          IntStream.range(0, prompts.size())
              .mapToObj(b -> {
                Noise noise = n -> Latent.of(Arrays.copyOfRange(values, b * size, b * size + n));
                return new Drawing.Picture(prompts.get(b), against.get(b), noise);
              })
              .toList();
      return new Drawing(
          pictures,
          sampler,
          description.path("num_steps").asInt(),
          guidance,
          clipSkip,
          new Size(description.path("width").asInt(), description.path("height").asInt()));
    }
  }

  private static void drawOrDecline(Case c, String group, Recorder recorder) {
    String variant = group.substring(TEXT_TO_IMAGE.length());
    Sampler ddim = c.model().sampler(SamplerName.DDIM);
    Guidance usual = Guidance.of(c.guidance());
    List<String> nothing = c.prompts().stream().map(_ -> "").toList();
    if (variant.startsWith("rescale_")) {
      Guidance rescaled = new Guidance(c.guidance(), number(variant, "rescale_"));
      compare(c, group, c.drawing(ddim, c.negatives(), rescaled, 0), recorder);
    } else if (variant.startsWith("clip_skip_")) {
      int skip = (int) number(variant, "clip_skip_");
      compare(c, group, c.drawing(ddim, c.negatives(), usual, skip), recorder);
    } else if (variant.startsWith("no_negative_g")) {
      Guidance guidance = Guidance.of(number(variant, "no_negative_g"));
      compare(c, group, c.drawing(ddim, nothing, guidance, 0), recorder);
    } else if (variant.equals("no_guidance")) {
      compare(c, group, c.drawing(ddim, c.negatives(), Guidance.of(1), 0), recorder);
    } else {
      try {
        Sampler sampler = c.model().sampler(SamplerName.of(variant));
        compare(c, group, c.drawing(sampler, c.negatives(), usual, 0), recorder);
      } catch (ModelException e) {
        recorder.notSupported(group, group, e);
      }
    }
  }

  private static void compare(Case c, String group, Drawing drawing, Recorder recorder) {
    List<Latent> trajectory = new ArrayList<>();
    try (LdmRun run = c.model().draw(drawing)) {
      boolean more = true;
      while (more) {
        more = run.step();
        trajectory.addAll(run.latents());
      }
      recorder.compareIfExpected(group + "/latents", flat(run.latents()));
      recorder.compareIfExpected(group + "/trajectory", flat(trajectory));
      if (recorder.expects(group + "/image")) {
        HostTensor latents = c.fixture().input("latents");
        int h = (int) latents.shape().dim(2);
        int w = (int) latents.shape().dim(3);
        recorder.compare(
            group + "/image",
            run.latents().stream()
                .flatMapToDouble(z -> doubles(c.model().decoder().decode(z, h, w)))
                .toArray());
      }
    }
  }

  private static double[] states(LdmModel model, List<String> texts) {
    return texts.stream()
        .flatMapToDouble(text -> doubles(model.conditioner().encode(text, 0)))
        .toArray();
  }

  private static Set<String> groups(Recorder recorder) {
    return recorder.expected(TEXT_TO_IMAGE).stream()
        .map(tensor -> tensor.substring(0, tensor.indexOf('/')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> texts(ParityCase c, String key) {
    Stream<JsonNode> nodes = StreamSupport.stream(c.description().path(key).spliterator(), false);
    return nodes.map(JsonNode::asText).toList();
  }

  private static double number(String variant, String prefix) {
    return Double.parseDouble(variant.substring(prefix.length()));
  }

  private static double[] flat(List<Latent> latents) {
    return latents.stream().flatMapToDouble(x -> doubles(x.toArray())).toArray();
  }

  private static DoubleStream doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
  }
}
