package dev.darkroom.ldm.sampler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.config.ConfigFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Samplers from the {@code scheduler_config.json} of a diffusers folder: the model's own, by its
 * class name, or another by our name with what the file says of the model kept.
 *
 * <p>Keys and defaults are those of diffusers 0.40. A key of another scheduler class, as diffusers
 * leaves behind when it converts a configuration, is accepted where it asks for nothing that the
 * class at hand would not do; every other unknown key, and every unsupported value, is refused by
 * name.
 */
public final class Schedulers {
  /** What a file says of its model, whichever sampler runs it. */
  private static final List<String> MODEL_KEYS =
      List.of(
          "num_train_timesteps",
          "beta_schedule",
          "beta_start",
          "beta_end",
          "trained_betas",
          "rescale_betas_zero_snr",
          "prediction_type",
          "timestep_spacing",
          "steps_offset",
          "set_alpha_to_one",
          "clip_sample",
          "clip_sample_range",
          "thresholding",
          "dynamic_thresholding_ratio",
          "sample_max_value",
          "original_inference_steps",
          "timestep_scaling");

  /** Keys of other classes, and the values of them that ask for nothing. */
  private static final Map<String, Predicate<JsonNode>> HARMLESS =
      Map.ofEntries(
          Map.entry("rescale_betas_zero_snr", Schedulers::isFalse),
          Map.entry("clip_sample", Schedulers::isFalse),
          Map.entry("thresholding", Schedulers::isFalse),
          Map.entry("use_karras_sigmas", Schedulers::isFalse),
          Map.entry("use_exponential_sigmas", Schedulers::isFalse),
          Map.entry("use_beta_sigmas", Schedulers::isFalse),
          Map.entry("use_lu_lambdas", Schedulers::isFalse),
          Map.entry("use_flow_sigmas", Schedulers::isFalse),
          Map.entry("use_dynamic_shifting", Schedulers::isFalse),
          Map.entry("set_alpha_to_one", JsonNode::isBoolean),
          Map.entry("skip_prk_steps", JsonNode::isBoolean),
          Map.entry("clip_sample_range", JsonNode::isNumber),
          Map.entry("dynamic_thresholding_ratio", JsonNode::isNumber),
          Map.entry("sample_max_value", JsonNode::isNumber),
          Map.entry("original_inference_steps", JsonNode::isNumber),
          Map.entry("timestep_scaling", JsonNode::isNumber),
          Map.entry("flow_shift", JsonNode::isNumber),
          Map.entry("time_shift_type", JsonNode::isTextual),
          Map.entry("interpolation_type", value -> value.asText().equals("linear")),
          Map.entry("timestep_type", value -> value.asText().equals("discrete")),
          Map.entry("final_sigmas_type", value -> value.asText().equals("zero")));

  private Schedulers() {}

  /**
   * The model's own sampler.
   *
   * @param file the {@code scheduler_config.json}
   * @throws dev.darkroom.failure.ModelException if it is missing, or asks for what is not supported
   */
  public static Sampler read(Path file) {
    return parse(ConfigFile.read(file));
  }

  /** As {@link #read(Path)}, of a configuration in memory. */
  public static Sampler parse(ConfigFile config) {
    SchedulerClass type = SchedulerClass.of(config);
    Sampler sampler = type.build(config);
    acceptHarmless(config);
    config.finish();
    return sampler;
  }

  /**
   * Another sampler for the model of this file. It keeps the model's betas, prediction type, and
   * what the file states of spacing, offset, clipping and thresholding; what the file leaves out is
   * that sampler's default, as in diffusers. How noise levels are spread is the name's alone.
   *
   * @throws dev.darkroom.failure.ModelException if the file itself is not supported, or if that
   *     sampler cannot do what the model needs
   */
  public static Sampler read(Path file, SamplerName name) {
    return parse(ConfigFile.read(file), name);
  }

  /** As {@link #read(Path, SamplerName)}, of a configuration in memory. */
  public static Sampler parse(ConfigFile config, SamplerName name) {
    SchedulerClass own = SchedulerClass.of(config);
    Sampler checked = parse(config);
    ObjectNode kept = config.object().deepCopy();
    kept.retain(MODEL_KEYS);
    own.stateDefaults(kept, checked.diffusion());
    ConfigFile changed = ConfigFile.of("sampler " + name.id() + " for this model", kept);
    Sampler sampler = settings(kept, name).build(changed);
    acceptHarmless(changed);
    changed.finish();
    return sampler;
  }

  /** Puts what makes up that sampler into {@code config}, and says which class reads it. */
  private static SchedulerClass settings(ObjectNode config, SamplerName name) {
    if (name.id().endsWith("_karras")) {
      config.put("use_karras_sigmas", true);
    } else if (name.id().endsWith("_exponential")) {
      config.put("use_exponential_sigmas", true);
    }
    return switch (name) {
      case DDIM -> SchedulerClass.DDIM;
      case DDPM -> SchedulerClass.DDPM;
      case PNDM, PNDM_PRK -> {
        config.put("skip_prk_steps", name == SamplerName.PNDM);
        yield SchedulerClass.PNDM;
      }
      case LMS, LMS_KARRAS -> SchedulerClass.LMS;
      case EULER, EULER_KARRAS -> SchedulerClass.EULER;
      case EULER_A -> SchedulerClass.EULER_ANCESTRAL;
      case HEUN, HEUN_KARRAS -> SchedulerClass.HEUN;
      case DPMPP_2M, DPMPP_2M_KARRAS, DPMPP_2M_EXPONENTIAL -> SchedulerClass.DPM_SOLVER;
      case DPMPP_2M_SDE, DPMPP_2M_SDE_KARRAS, DPMPP_2M_SDE_EXPONENTIAL -> {
        config.put("algorithm_type", "sde-dpmsolver++");
        yield SchedulerClass.DPM_SOLVER;
      }
      case DPMPP_3M, DPMPP_3M_KARRAS, DPMPP_3M_EXPONENTIAL -> {
        config.put("solver_order", 3);
        yield SchedulerClass.DPM_SOLVER;
      }
      case UNIPC, UNIPC_KARRAS -> SchedulerClass.UNIPC;
      case LCM -> SchedulerClass.LCM;
    };
  }

  private static void acceptHarmless(ConfigFile config) {
    HARMLESS.forEach((key, harmless) -> {
      if (config.states(key) && harmless.test(config.object().get(key))) {
        config.ignore(key);
      }
    });
  }

  private static boolean isFalse(JsonNode value) {
    return value.isBoolean() && !value.asBoolean();
  }
}
