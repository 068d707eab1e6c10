package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.GenerationOptions;
import dev.darkroom.job.spec.GenerationOptions.PromptSyntax;
import dev.darkroom.job.spec.GenerationOptions.Tuning;
import dev.darkroom.job.spec.GenerationOptions.Variation;
import dev.darkroom.job.spec.LoraRef;
import dev.darkroom.job.spec.PictureFormat;
import dev.darkroom.job.spec.PictureSource;
import dev.darkroom.storage.object.ModelManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a generation may ask for beside prompt, sampler and size. Names are diffusers' where it has
 * one; {@code subseed} and {@code subseed_strength} are the web UI's.
 */
final class OptionsReader {
  static final Set<String> NAMES =
      Set.of(
          "subseed",
          "subseed_strength",
          "prompt_syntax",
          "clip_skip",
          "guidance_rescale",
          "eta",
          "loras",
          "output_format",
          "output_quality");

  private static final int MAX_NAME_CHARS = 80;
  private static final int MAX_CLIP_SKIP = 24;
  private static final int DEFAULT_QUALITY = 90;
  private static final double MAX_LORA_WEIGHT = 100;

  /** The sampler whose noise {@code eta} scales. */
  private static final String DDIM = "ddim";

  private final Models models;

  OptionsReader(Models models) {
    this.models = models;
  }

  /** Reads those of {@link #NAMES}. */
  GenerationOptions read(
      Fields fields, PictureSource source, List<LoraRef> loras, String sampler, int n) {
    return new GenerationOptions(
        source, variation(fields, n), tuning(fields, sampler), loras, format(fields));
  }

  /** How the prompts are to be read. */
  static PromptSyntax syntax(Fields fields) {
    List<String> known = Stream.of(PromptSyntax.values()).map(PromptSyntax::toString).toList();
    return PromptSyntax.parse(
        fields.choice("prompt_syntax", PromptSyntax.WEIGHTED.toString(), known));
  }

  private static Optional<Variation> variation(Fields fields, int n) {
    if (!fields.has("subseed")) {
      if (fields.has("subseed_strength")) {
        throw Fields.problem(
            ProblemCode.MISSING_FIELD,
            "subseed",
            "subseed is missing: subseed_strength says how far to go towards it");
      }
      return Optional.empty();
    }
    long seed = fields.integer("subseed", 0, 0, Long.MAX_VALUE - (n - 1));
    return Optional.of(new Variation(seed, fields.number("subseed_strength", 0.1, 0, 1)));
  }

  private static Tuning tuning(Fields fields, String sampler) {
    double eta = fields.number("eta", 0, 0, 1);
    if (eta > 0 && !sampler.equals(DDIM)) {
      throw Fields.problem(
          ProblemCode.FIELDS_CONFLICT,
          "eta",
          "eta " + eta + " means nothing to sampler " + sampler + ": use sampler ddim, or eta 0");
    }
    return new Tuning(
        (int) fields.integer("clip_skip", 0, 0, MAX_CLIP_SKIP),
        fields.number("guidance_rescale", 0, 0, 1),
        eta,
        Optional.of(syntax(fields)));
  }

  /**
   * The LoRAs of a request; may block.
   *
   * @param model the one that was named as the model
   */
  List<LoraRef> loras(
      Fields fields, TenantId tenant, Optional<ModelManifest> model, LoraTags tags) {
    List<LoraRef> loras = new ArrayList<>();
    for (Fields item : fields.objects("loras", GenerationOptions.MAX_LORAS)) {
      String path = "loras[" + loras.size() + "].";
      item.refuseUnknown("a LoRA", new TreeSet<>(Set.of(path + "name", path + "weight")));
      String name = item.requiredText(path + "name", MAX_NAME_CHARS);
      ModelManifest manifest = models.lora(tenant, path + "name", name);
      loras.add(
          new LoraRef(
              manifest.ref(),
              manifest.digest(),
              item.number(path + "weight", 1, -MAX_LORA_WEIGHT, MAX_LORA_WEIGHT)));
    }
    model.ifPresent(lora -> loras.addFirst(new LoraRef(lora.ref(), lora.digest(), 1)));
    for (LoraTags.Tag tag : tags.tags()) {
      loras.add(lora(tenant, tag));
    }
    if (loras.size() > GenerationOptions.MAX_LORAS) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          "prompt",
          "%d LoRAs at once: use at most %d".formatted(loras.size(), GenerationOptions.MAX_LORAS));
    }
    return loras;
  }

  private LoraRef lora(TenantId tenant, LoraTags.Tag tag) {
    if (Math.abs(tag.weight()) > MAX_LORA_WEIGHT) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          "prompt",
          "the weight of <lora:%s> is not in -%.0f … %.0f"
              .formatted(tag.name(), MAX_LORA_WEIGHT, MAX_LORA_WEIGHT));
    }
    ModelManifest manifest = models.lora(tenant, "prompt", tag.name());
    return new LoraRef(manifest.ref(), manifest.digest(), tag.weight());
  }

  private static PictureFormat format(Fields fields) {
    List<String> known =
        Stream.of(PictureFormat.Type.values()).map(PictureFormat.Type::toString).toList();
    String name = fields.choice("output_format", PictureFormat.Type.PNG.toString(), known);
    PictureFormat.Type type = PictureFormat.Type.parse(name);
    if (!type.hasQuality()) {
      if (fields.has("output_quality")) {
        throw Fields.problem(
            ProblemCode.FIELDS_CONFLICT,
            "output_quality",
            "output_quality means nothing to " + type + ", which loses nothing: leave it out");
      }
      return new PictureFormat(type, PictureFormat.PNG.quality());
    }
    return new PictureFormat(type, (int) fields.integer("output_quality", DEFAULT_QUALITY, 1, 100));
  }
}
