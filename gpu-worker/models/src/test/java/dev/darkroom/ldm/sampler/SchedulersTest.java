package dev.darkroom.ldm.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.failure.ModelException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SchedulersTest {
  /** The file of Stable Diffusion 1.5: old, short, and with a key of another class. */
  private static final String SD15 =
      """
      {"_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_end": 0.012,
       "beta_schedule": "scaled_linear", "beta_start": 0.00085, "num_train_timesteps": 1000,
       "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1,
       "trained_betas": null, "clip_sample": false}\
      """;

  @Test
  void theFileOfStableDiffusionIsRead() {
    assertThat(parse(SD15))
        .isInstanceOfSatisfying(
            Pndm.class,
            pndm -> {
              assertThat(pndm.rungeKutta()).isFalse();
              assertThat(pndm.diffusion().spacing()).isEqualTo(Spacing.LEADING);
              assertThat(pndm.diffusion().stepsOffset()).isEqualTo(1);
              assertThat(pndm.diffusion().noise().alphaBar(0)).isEqualTo(1 - 0.00085);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DDIMScheduler      | "beta_schedule": "sigmoid"            | beta_schedule "sigmoid" is not supported
          DDIMScheduler      | "prediction_type": "flow_prediction"  | prediction_type "flow_prediction"
          DDIMScheduler      | "num_train_timesteps": "1000"         | num_train_timesteps "1000"
          DDIMScheduler      | "num_train_timesteps": 1              | num_train_timesteps 1 is not supported
          DDIMScheduler      | "beta_start": 0                       | beta_start 0 is not supported
          DDIMScheduler      | "clip_sample": 1                      | clip_sample 1 is not supported
          DDIMScheduler      | "use_karras_sigmas": true             | unknown key use_karras_sigmas
          DDIMScheduler      | "flux_capacitor": true                | unknown key flux_capacitor
          DDIMScheduler      | "rescale_betas_zero_snr": true        | rescale_betas_zero_snr true with epsilon
          DDIMScheduler      | "trained_betas": [0.1, 0.2]           | trained_betas of 2 values
          DDPMScheduler      | "variance_type": "learned_range"      | variance_type "learned_range"
          PNDMScheduler      | "prediction_type": "sample"           | prediction_type sample
          PNDMScheduler      | "thresholding": true                  | unknown key thresholding
          LMSDiscreteScheduler | "rescale_betas_zero_snr": true      | unknown key rescale_betas_zero_snr
          EulerDiscreteScheduler | "interpolation_type": "log_linear" | interpolation_type "log_linear"
          EulerDiscreteScheduler | "timestep_type": "continuous"     | timestep_type "continuous"
          EulerDiscreteScheduler | "sigma_min": 0.002                | sigma_min 0.002
          DPMSolverMultistepScheduler | "algorithm_type": "dpmsolver" | algorithm_type "dpmsolver"
          DPMSolverMultistepScheduler | "use_lu_lambdas": true       | use_lu_lambdas true
          DPMSolverMultistepScheduler | "use_flow_sigmas": true      | use_flow_sigmas true
          DPMSolverMultistepScheduler | "use_dynamic_shifting": true | use_dynamic_shifting true
          DPMSolverMultistepScheduler | "variance_type": "learned"   | variance_type "learned"
          DPMSolverMultistepScheduler | "lambda_min_clipped": -5.1   | lambda_min_clipped -5.1
          DPMSolverMultistepScheduler | "solver_order": 4            | solver_order 4 is not supported
          UniPCMultistepScheduler | "solver_p": ["a", "b"]           | solver_p
          UniPCMultistepScheduler | "predict_x0": false              | predict_x0 false
          UniPCMultistepScheduler | "disable_corrector": [0]         | disable_corrector [0]
          UniPCMultistepScheduler | "lower_order_final": false       | lower_order_final false
          UniPCMultistepScheduler | "shift_terminal": 0.1            | shift_terminal 0.1
          LCMScheduler       | "original_inference_steps": 0         | original_inference_steps 0
          DEISMultistepScheduler | "solver_order": 2                 | _class_name "DEISMultistepScheduler"
          """)
  void whatIsNotSupportedIsRefusedByName(String type, String entry, String refusal) {
    String config = "{\"_class_name\": \"%s\", %s}".formatted(type, entry);
    assertThatThrownBy(() -> parse(config))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.code()).isEqualTo(ModelException.Code.CONFIG_UNSUPPORTED))
        .hasMessageContaining(refusal);
  }

  @Test
  void twoSpacingsOfNoiseLevelsAreRefused() {
    assertThatThrownBy(() ->
            parse(
                """
                {"_class_name": "EulerDiscreteScheduler", "use_karras_sigmas": true,
                 "use_beta_sigmas": true}\
                """))
        .hasMessageContaining("use_*_sigmas true more than once is not supported: use one of them");
  }

  @ParameterizedTest
  @EnumSource(SamplerName.class)
  void everySamplerKeepsTheModelsOwnSchedule(SamplerName name) {
    Sampler sampler = parse(SD15, name);
    NoiseSchedule own = parse(SD15).diffusion().noise();
    IntStream.range(0, 1000)
        .forEach(
            t -> assertThat(sampler.diffusion().noise().alphaBar(t)).isEqualTo(own.alphaBar(t)));
    assertThat(sampler.diffusion().stepsOffset()).isEqualTo(1);
    assertThat(sampler.diffusion().prediction()).isEqualTo(Prediction.EPSILON);
  }

  @Test
  void aStatedSpacingIsKeptAndAnUnstatedOneIsTheSamplersDefault() {
    String stated = SD15.replace("{", "{\"timestep_spacing\": \"trailing\",");
    assertThat(parse(stated, SamplerName.EULER).diffusion().spacing()).isEqualTo(Spacing.TRAILING);
    assertThat(parse(SD15, SamplerName.EULER).diffusion().spacing()).isEqualTo(Spacing.LINSPACE);
    assertThat(parse(SD15, SamplerName.DDIM).diffusion().spacing()).isEqualTo(Spacing.LEADING);
  }

  @Test
  void betasThatTheFileLeavesOutAreThoseOfItsOwnClass() {
    String heun = "{\"_class_name\": \"HeunDiscreteScheduler\"}";
    assertThat(parse(heun, SamplerName.EULER).diffusion().noise().alphaBar(999))
        .isEqualTo(parse(heun).diffusion().noise().alphaBar(999));
  }

  @Test
  void aLatentModelIsNotClippedByASamplerThatClipsByDefault() {
    String euler = "{\"_class_name\": \"EulerDiscreteScheduler\"}";
    assertThat(parse(euler, SamplerName.DDIM))
        .isInstanceOfSatisfying(Ddim.class, d -> assertThat(d.guard()).isEqualTo(Guard.NONE));
    String ddim = "{\"_class_name\": \"DDIMScheduler\"}";
    assertThat(parse(ddim, SamplerName.DDPM))
        .isInstanceOfSatisfying(
            Ddpm.class, d -> assertThat(d.guard()).isEqualTo(new Guard.Clip(1)));
  }

  @Test
  void aNameChoosesOrderRuleAndNoiseLevels() {
    assertThat(parse(SD15, SamplerName.DPMPP_2M_KARRAS))
        .isInstanceOfSatisfying(
            DpmSolver.class,
            d -> {
              assertThat(d.grid().spacing()).isEqualTo(SigmaSpacing.KARRAS);
              assertThat(d.method().order()).isEqualTo(2);
            });
    assertThat(parse(SD15, SamplerName.DPMPP_2M_SDE))
        .isInstanceOfSatisfying(DpmSolver.class, d -> assertThat(d.method().stochastic()).isTrue());
    assertThat(parse(SD15, SamplerName.DPMPP_3M))
        .isInstanceOfSatisfying(DpmSolver.class, d -> assertThat(d.method().order()).isEqualTo(3));
  }

  @Test
  void aSamplerWithoutZeroTerminalSnrRefusesAModelThatNeedsIt() {
    String zeroSnr =
        """
        {"_class_name": "DDIMScheduler", "rescale_betas_zero_snr": true,
         "prediction_type": "v_prediction", "clip_sample": false}\
        """;
    assertThat(parse(zeroSnr, SamplerName.EULER).plan(5).sigma(0)).isLessThan(4097);
    assertThatThrownBy(() -> parse(zeroSnr, SamplerName.LMS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("sampler lms for this model: unknown key rescale_betas_zero_snr");
  }

  @Test
  void aNamesEndSaysHowNoiseLevelsAreSpread() {
    assertThat(parse(SD15, SamplerName.DPMPP_3M_EXPONENTIAL))
        .isInstanceOfSatisfying(
            DpmSolver.class,
            s -> assertThat(s.grid().spacing()).isEqualTo(SigmaSpacing.EXPONENTIAL));
    assertThat(parse(SD15, SamplerName.EULER_KARRAS))
        .isInstanceOfSatisfying(
            Euler.class, s -> assertThat(s.grid().spacing()).isEqualTo(SigmaSpacing.KARRAS));
    assertThat(parse(SD15, SamplerName.PNDM_PRK))
        .isInstanceOfSatisfying(Pndm.class, s -> assertThat(s.rungeKutta()).isTrue());
    assertThat(parse(SD15, SamplerName.PNDM))
        .isInstanceOfSatisfying(Pndm.class, s -> assertThat(s.rungeKutta()).isFalse());
  }

  @Test
  void namesAreThoseOfTheApi() {
    assertThat(Arrays.stream(SamplerName.values()).map(SamplerName::id))
        .containsExactly(
            "ddim",
            "ddpm",
            "pndm",
            "pndm_prk",
            "lms",
            "lms_karras",
            "euler",
            "euler_karras",
            "euler_a",
            "heun",
            "heun_karras",
            "dpmpp_2m",
            "dpmpp_2m_karras",
            "dpmpp_2m_exponential",
            "dpmpp_2m_sde",
            "dpmpp_2m_sde_karras",
            "dpmpp_2m_sde_exponential",
            "dpmpp_3m",
            "dpmpp_3m_karras",
            "dpmpp_3m_exponential",
            "unipc",
            "unipc_karras",
            "lcm");
    assertThat(SamplerName.of("euler_a")).isEqualTo(SamplerName.EULER_A);
    assertThatThrownBy(() -> SamplerName.of("Euler a"))
        .isInstanceOfSatisfying(
            ModelException.class, e -> assertThat(e.param()).contains("sampler"))
        .hasMessageContaining("sampler 'Euler a' is not known: use ddim, ddpm");
  }

  @Test
  void everySpreadOfNoiseLevelsFallsFromTheHighestToTheLowest() {
    for (SigmaSpacing spacing :
        new SigmaSpacing[] {SigmaSpacing.KARRAS, SigmaSpacing.EXPONENTIAL, SigmaSpacing.BETA}) {
      double[] levels = spacing.levels(14.6, 0.03, 25);
      assertThat(levels[0]).isCloseTo(14.6, within(1e-9));
      assertThat(levels[24]).isCloseTo(0.03, within(1e-9));
      assertThat(IntStream.range(1, 25).allMatch(i -> levels[i] < levels[i - 1])).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.03958441", "0.25, 0.17568038", "0.5, 0.5", "0.9, 0.96041559"})
  void quantilesOfTheBetaDistributionAreThoseOfTables(double p, double expected) {
    double x = BetaDistribution.quantile(p, 0.6);
    assertThat(x).isCloseTo(expected, within(1e-6));
    assertThat(BetaDistribution.quantile(1 - p, 0.6)).isCloseTo(1 - x, within(1e-9));
  }

  private static Sampler parse(String config) {
    return Schedulers.parse(ConfigFile.of("scheduler_config.json", json(config)));
  }

  private static Sampler parse(String config, SamplerName name) {
    return Schedulers.parse(ConfigFile.of("scheduler_config.json", json(config)), name);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
