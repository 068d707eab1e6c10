package dev.darkroom.parity;

import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.Drawing;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.Origin;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Sampler;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.model.LoadOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Stable Diffusion end to end: text to image with given first latents, all pictures in one batch
 * ({@code txt2img_<variant>/<what>}), image to image and inpainting, with another network in the
 * same folder where the case brings one.
 */
final class PipelineCases implements CaseRunner {
  private static final String TEXT_TO_IMAGE = "txt2img_";
  private static final String MODEL = "sd";
  private static final String MASKED_NETWORK = "unet9";

  @Override
  public void run(ParityCase c, Recorder recorder) {
    try (LdmModel model = new LdmLoader().load(c.path(MODEL), LoadOptions.cpu())) {
      PipelineCase pipeline = new PipelineCase(c, model);
      recorder.compareIfExpected("prompt_embeds", states(pipeline, "prompts"));
      recorder.compareIfExpected("negative_prompt_embeds", states(pipeline, "negative_prompts"));
      groups(recorder).forEach(group -> drawOrDecline(pipeline, group, recorder));
      EditingCases editing = new EditingCases(pipeline, recorder);
      editing.imageToImage();
      editing.blending();
    }
    if (!recorder.expected("inpaint9_").isEmpty()) {
      try (FolderView folder = FolderView.of(c.path(MODEL), "unet", c.path(MASKED_NETWORK));
          LdmModel model = new LdmLoader().load(folder.path(), LoadOptions.cpu())) {
        new EditingCases(new PipelineCase(c, model), recorder).masked();
      }
    }
  }

  private static void drawOrDecline(PipelineCase c, String group, Recorder recorder) {
    String variant = group.substring(TEXT_TO_IMAGE.length());
    Sampler ddim = c.model().sampler(SamplerName.DDIM);
    List<String> negatives = c.texts("negative_prompts");
    List<String> nothing = negatives.stream().map(_ -> "").toList();
    if (variant.startsWith("rescale_")) {
      Guidance rescaled = new Guidance(c.guidance().scale(), number(variant, "rescale_"));
      compare(c, group, ddim, negatives, rescaled, 0, recorder);
    } else if (variant.startsWith("clip_skip_")) {
      int skip = (int) number(variant, "clip_skip_");
      compare(c, group, ddim, negatives, c.guidance(), skip, recorder);
    } else if (variant.startsWith("no_negative_g")) {
      Guidance guidance = Guidance.of(number(variant, "no_negative_g"));
      compare(c, group, ddim, nothing, guidance, 0, recorder);
    } else if (variant.equals("no_guidance")) {
      compare(c, group, ddim, negatives, Guidance.of(1), 0, recorder);
    } else {
      try {
        Sampler sampler = c.model().sampler(SamplerName.of(variant));
        compare(c, group, sampler, negatives, c.guidance(), 0, recorder);
      } catch (ModelException e) {
        recorder.notSupported(group, group, e);
      }
    }
  }

  /** The first latent of each picture is the case's; the sampler draws nothing more. */
  private static void compare(
      PipelineCase c,
      String group,
      Sampler sampler,
      List<String> negatives,
      Guidance guidance,
      int clipSkip,
      Recorder recorder) {
    List<String> prompts = c.texts("prompts");
    List<Latent> latents = c.rows("latents");
    List<Drawing.Picture> pictures = new ArrayList<>();
    for (int b = 0; b < prompts.size(); b++) {
      var noise = new PipelineCase.Given(List.of(latents.get(b)));
      pictures.add(new Drawing.Picture(prompts.get(b), negatives.get(b), noise));
    }
    Drawing drawing = c.drawing(pictures, sampler, guidance, clipSkip, new Origin.Nothing());
    c.compare(group, List.of(drawing), recorder);
  }

  private static double[] states(PipelineCase c, String texts) {
    return c.texts(texts).stream()
        .flatMapToDouble(t -> PipelineCase.doubles(c.model().conditioner().encode(t, 0)))
        .toArray();
  }

  private static Set<String> groups(Recorder recorder) {
    return recorder.expected(TEXT_TO_IMAGE).stream()
        .map(tensor -> tensor.substring(0, tensor.indexOf('/')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static double number(String variant, String prefix) {
    return Double.parseDouble(variant.substring(prefix.length()));
  }
}
