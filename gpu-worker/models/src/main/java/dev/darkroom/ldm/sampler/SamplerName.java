package dev.darkroom.ldm.sampler;

import dev.darkroom.failure.ModelException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The samplers by the names that the API and the command line know. */
public enum SamplerName {
  DDIM,
  DDPM,
  /** Without Runge-Kutta steps: PLMS. */
  PNDM,
  /** With three Runge-Kutta steps of four calls at the beginning. */
  PNDM_PRK,
  LMS,
  LMS_KARRAS,
  EULER,
  EULER_KARRAS,
  EULER_A,
  HEUN,
  HEUN_KARRAS,
  DPMPP_2M,
  DPMPP_2M_KARRAS,
  DPMPP_2M_EXPONENTIAL,
  DPMPP_2M_SDE,
  DPMPP_2M_SDE_KARRAS,
  DPMPP_2M_SDE_EXPONENTIAL,
  DPMPP_3M,
  DPMPP_3M_KARRAS,
  DPMPP_3M_EXPONENTIAL,
  UNIPC,
  UNIPC_KARRAS,
  /** For models distilled to latent consistency. */
  LCM;

  /** The name, as in {@code dpmpp_2m_karras}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The sampler of that name.
   *
   * @throws ModelException naming {@code sampler} if there is none
   */
  public static SamplerName of(String id) {
    return Arrays.stream(values())
        .filter(name -> name.id().equals(id))
        .findFirst()
        .orElseThrow(() ->
            ModelException.badRequest(
                "sampler",
                "sampler '%s' is not known: use %s"
                    .formatted(
                        id.length() <= 40 ? id : id.substring(0, 37) + "...",
                        Arrays.stream(values())
                            .map(SamplerName::id)
                            .collect(Collectors.joining(", ")))));
  }
}
