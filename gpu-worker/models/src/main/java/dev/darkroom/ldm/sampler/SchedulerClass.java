package dev.darkroom.ldm.sampler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.config.ConfigFile;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The scheduler classes of diffusers that we have: the keys and the defaults of each. */
enum SchedulerClass {
  DDIM("DDIMScheduler"),
  DDPM("DDPMScheduler"),
  PNDM("PNDMScheduler"),
  LMS("LMSDiscreteScheduler"),
  EULER("EulerDiscreteScheduler"),
  EULER_ANCESTRAL("EulerAncestralDiscreteScheduler"),
  HEUN("HeunDiscreteScheduler"),
  DPM_SOLVER("DPMSolverMultistepScheduler"),
  UNIPC("UniPCMultistepScheduler"),
  LCM("LCMScheduler");

  private static final int MAX_TRAIN_STEPS = 100_000;
  private static final double MIN_BETA = 1e-9;
  private static final double MAX_BETA = 0.9999;

  /** The last alpha-bar of zero-SNR models in samplers that divide by it. */
  private static final double NEARLY_NO_SIGNAL = 0x1p-24;

  private static final Map<String, Prediction> PREDICTIONS =
      Map.of(
          "epsilon", Prediction.EPSILON,
          "v_prediction", Prediction.VELOCITY,
          "sample", Prediction.SAMPLE);

  private final String className;

  SchedulerClass(String className) {
    this.className = className;
  }

  /** The class that a configuration names. */
  static SchedulerClass of(ConfigFile config) {
    Map<String, SchedulerClass> byName =
        Arrays.stream(values())
            .collect(Collectors.toMap(type -> type.className, Function.identity()));
    return config.choice("_class_name", "", byName);
  }

  /** The sampler that a configuration of this class asks for; reads every key of the class. */
  Sampler build(ConfigFile c) {
    Diffusion d = diffusion(c);
    return switch (this) {
      case DDIM -> new Ddim(d, finalAlphaBar(c, d, true), clipOrThreshold(c, true), 0);
      case DDPM ->
          new Ddpm(
              d,
              c.choice(
                  "variance_type",
                  "fixed_small",
                  Map.of("fixed_small", Ddpm.Variance.SMALL, "fixed_large", Ddpm.Variance.LARGE)),
              clipOrThreshold(c, true));
      case PNDM -> new Pndm(d, finalAlphaBar(c, d, false), !c.flag("skip_prk_steps", false));
      case LMS -> new Lms(d, new SigmaGrid(sigmaSpacing(c), FinalSigma.ZERO));
      case EULER -> {
        c.require("interpolation_type", "linear");
        c.require("timestep_type", "discrete");
        c.require("sigma_min", null);
        c.require("sigma_max", null);
        yield new Euler(d, new SigmaGrid(sigmaSpacing(c), finalSigma(c)));
      }
      case EULER_ANCESTRAL -> new EulerAncestral(d);
      case HEUN -> new Heun(d, new SigmaGrid(sigmaSpacing(c), FinalSigma.ZERO), clip(c, false));
      case DPM_SOLVER -> dpmSolver(c, d);
      case UNIPC -> uniPc(c, d);
      case LCM -> {
        c.ignore("set_alpha_to_one"); // no step of it reaches beyond the first training step
        yield new Lcm(
            d,
            c.integer("original_inference_steps", 50, 1, d.trainSteps()),
            c.number("timestep_scaling", 10, 1e-3, 1e6),
            clipOrThreshold(c, false));
      }
    };
  }

  /** States in {@code config} what a file of this class may leave out but means of its model. */
  void stateDefaults(ObjectNode config, Diffusion d) {
    config.put("num_train_timesteps", d.trainSteps());
    if (!config.hasNonNull("beta_schedule")) {
      config.put("beta_schedule", this == LCM ? "scaled_linear" : "linear");
    }
    if (!config.hasNonNull("beta_start")) {
      config.put("beta_start", defaultBetaStart());
    }
    if (!config.hasNonNull("beta_end")) {
      config.put("beta_end", defaultBetaEnd());
    }
    if (!config.hasNonNull("clip_sample") && this != DDIM && this != DDPM) {
      config.put("clip_sample", false);
    }
  }

  private static Sampler dpmSolver(ConfigFile c, Diffusion d) {
    c.require("use_lu_lambdas", false);
    c.require("lambda_min_clipped", Double.NEGATIVE_INFINITY);
    c.require("variance_type", null);
    refuseFlow(c);
    boolean stochastic =
        c.choice(
            "algorithm_type", "dpmsolver++", Map.of("dpmsolver++", false, "sde-dpmsolver++", true));
    DpmSolver.Method method =
        new DpmSolver.Method(
            c.integer("solver_order", 2, 1, stochastic ? 2 : 3),
            c.choice(
                "solver_type",
                "midpoint",
                Map.of("midpoint", DpmSolver.Rule.MIDPOINT, "heun", DpmSolver.Rule.HEUN)),
            stochastic,
            c.flag("lower_order_final", true),
            c.flag("euler_at_final", false));
    return new DpmSolver(d, new SigmaGrid(sigmaSpacing(c), finalSigma(c)), method, threshold(c));
  }

  private static Sampler uniPc(ConfigFile c, Diffusion d) {
    c.require("predict_x0", true);
    c.require("solver_p", null);
    c.require("sigma_min", null);
    c.require("sigma_max", null);
    c.require("shift_terminal", null);
    c.value("disable_corrector")
        .filter(value -> !value.isArray() || !value.isEmpty())
        .ifPresent(value -> {
          throw c.refusal("disable_corrector", value.toString(), "[]");
        });
    refuseFlow(c);
    SigmaGrid grid = new SigmaGrid(sigmaSpacing(c), finalSigma(c));
    boolean lowerOrderFinal = c.flag("lower_order_final", true);
    if (!lowerOrderFinal && grid.last() == FinalSigma.ZERO) {
      throw c.refusal("lower_order_final", "false", "true, or final_sigmas_type sigma_min with it");
    }
    return new UniPc(
        d,
        grid,
        c.integer("solver_order", 2, 1, 2),
        c.choice("solver_type", "bh2", Map.of("bh1", UniPc.Kernel.BH1, "bh2", UniPc.Kernel.BH2)),
        lowerOrderFinal,
        threshold(c));
  }

  private static void refuseFlow(ConfigFile c) {
    c.require("use_flow_sigmas", false);
    c.require("use_dynamic_shifting", false);
    c.ignore("flow_shift"); // acts with one of those two only, like the next
    c.ignore("time_shift_type");
  }

  private Diffusion diffusion(ConfigFile c) {
    Prediction prediction = c.choice("prediction_type", "epsilon", PREDICTIONS);
    if (this == PNDM && prediction == Prediction.SAMPLE) {
      throw c.refusal("prediction_type", "sample", "epsilon or v_prediction");
    }
    Spacing spacing =
        c.choice(
            "timestep_spacing",
            defaultSpacing(),
            Map.of(
                "leading", Spacing.LEADING,
                "linspace", Spacing.LINSPACE,
                "trailing", Spacing.TRAILING));
    int offset = c.integer("steps_offset", 0, 0, MAX_TRAIN_STEPS);
    return new Diffusion(noise(c, prediction), prediction, spacing, offset);
  }

  private NoiseSchedule noise(ConfigFile c, Prediction prediction) {
    int T = c.integer("num_train_timesteps", 1000, 2, MAX_TRAIN_STEPS);
    NoiseSchedule noise = NoiseSchedule.of(betas(c, T), T);
    return switch (this) {
      case PNDM, LMS, HEUN -> noise;
      case DDIM, DDPM, LCM -> {
        boolean zeroSnr = c.flag("rescale_betas_zero_snr", false);
        if (zeroSnr && prediction == Prediction.EPSILON) {
          throw c.refusal(
              "rescale_betas_zero_snr", "true with epsilon", "v_prediction or sample with it");
        }
        yield zeroSnr ? noise.withZeroTerminalSnr() : noise;
      }
      case EULER, EULER_ANCESTRAL, DPM_SOLVER, UNIPC ->
          c.flag("rescale_betas_zero_snr", false)
              ? noise.withZeroTerminalSnr().withLast(NEARLY_NO_SIGNAL)
              : noise;
    };
  }

  private Betas betas(ConfigFile c, int T) {
    double start = c.number("beta_start", defaultBetaStart(), MIN_BETA, MAX_BETA);
    double end = c.number("beta_end", defaultBetaEnd(), MIN_BETA, MAX_BETA);
    Betas named =
        c.choice(
            "beta_schedule",
            this == LCM ? "scaled_linear" : "linear",
            Map.of(
                "linear", new Betas.Linear(start, end),
                "scaled_linear", new Betas.ScaledLinear(start, end),
                "squaredcos_cap_v2", new Betas.SquaredCosine()));
    Optional<Betas> trained =
        c.numbers("trained_betas")
            .map(betas -> {
              if (betas.size() != T || betas.stream().anyMatch(b -> b < MIN_BETA || b > MAX_BETA)) {
                throw c.refusal(
                    "trained_betas",
                    "of " + betas.size() + " values",
                    T + " values, one a training step, from " + MIN_BETA + " to " + MAX_BETA);
              }
              return new Betas.Trained(betas);
            });
    return trained.orElse(named);
  }

  private double defaultBetaStart() {
    return this == HEUN || this == LCM ? 0.00085 : 0.0001;
  }

  private double defaultBetaEnd() {
    return this == HEUN || this == LCM ? 0.012 : 0.02;
  }

  private String defaultSpacing() {
    return switch (this) {
      case DDIM, DDPM, PNDM, LCM -> "leading";
      case LMS, EULER, EULER_ANCESTRAL, HEUN, DPM_SOLVER, UNIPC -> "linspace";
    };
  }

  private static double finalAlphaBar(ConfigFile c, Diffusion d, boolean one) {
    return c.flag("set_alpha_to_one", one) ? 1 : d.noise().alphaBar(0);
  }

  private static SigmaSpacing sigmaSpacing(ConfigFile c) {
    boolean karras = c.flag("use_karras_sigmas", false);
    boolean exponential = c.flag("use_exponential_sigmas", false);
    boolean beta = c.flag("use_beta_sigmas", false);
    if (karras ? exponential || beta : exponential && beta) {
      throw c.refusal("use_*_sigmas", "true more than once", "one of them");
    }
    return karras
        ? SigmaSpacing.KARRAS
        : exponential ? SigmaSpacing.EXPONENTIAL : beta ? SigmaSpacing.BETA : SigmaSpacing.TRAINED;
  }

  private static FinalSigma finalSigma(ConfigFile c) {
    return c.choice(
        "final_sigmas_type",
        "zero",
        Map.of("zero", FinalSigma.ZERO, "sigma_min", FinalSigma.LOWEST));
  }

  private static Guard clip(ConfigFile c, boolean fallback) {
    double range = c.number("clip_sample_range", 1, 1e-6, 1e6);
    return c.flag("clip_sample", fallback) ? new Guard.Clip(range) : Guard.NONE;
  }

  private static Guard threshold(ConfigFile c) {
    double ratio = c.number("dynamic_thresholding_ratio", 0.995, 0, 1);
    double max = c.number("sample_max_value", 1, 1, 1e6);
    return c.flag("thresholding", false) ? new Guard.Threshold(ratio, max) : Guard.NONE;
  }

  private static Guard clipOrThreshold(ConfigFile c, boolean clipFallback) {
    Guard clip = clip(c, clipFallback);
    Guard threshold = threshold(c);
    return threshold == Guard.NONE ? clip : threshold;
  }
}
