package dev.darkroom.image;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How one picture was made, as the text that the Stable Diffusion web UI writes into its pictures
 * and that most tools read back: the prompt, the negative prompt, then pairs.
 *
 * @param sampler the API's name
 * @param seed of this picture, not of its run
 * @param model name and version
 * @param more pairs, by the web UI's names where it has one, in the order in which they are written
 */
public record GenerationText(
    String prompt,
    String negative,
    int steps,
    String sampler,
    double guidance,
    long seed,
    int width,
    int height,
    String model,
    Map<String, String> more) {
  /** By the end of a sampler's name. */
  private static final Map<String, String> SCHEDULE_TITLES =
      Map.of("karras", "Karras", "exponential", "Exponential");

  public GenerationText {
    more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
  }

  /** A picture about which there is nothing more to say. */
  public GenerationText(
      String prompt,
      String negative,
      int steps,
      String sampler,
      double guidance,
      long seed,
      int width,
      int height,
      String model) {
    this(prompt, negative, steps, sampler, guidance, seed, width, height, model, Map.of());
  }

  /** The picture as a PNG file that carries this text and nothing else: no time, no id, no path. */
  public byte[] encode(Rgb picture) {
    return PictureFormat.PNG.encode(picture, toText());
  }

  /** Three parts on lines of their own; the second is left out if empty. */
  public String toText() {
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("Steps", Integer.toString(steps));
    String spread = sampler.substring(sampler.lastIndexOf('_') + 1);
    boolean spreads = SCHEDULE_TITLES.containsKey(spread);
    String base = spreads ? sampler.substring(0, sampler.length() - spread.length() - 1) : sampler;
    pairs.put("Sampler", samplerTitle(base));
    if (spreads) {
      pairs.put("Schedule type", SCHEDULE_TITLES.get(spread));
    }
    pairs.put("CFG scale", BigDecimal.valueOf(guidance).stripTrailingZeros().toPlainString());
    pairs.put("Seed", Long.toString(seed));
    pairs.put("Size", width + "x" + height);
    pairs.put("Model", model);
    pairs.putAll(more);
    String settings =
        pairs.entrySet().stream()
            .map(pair -> pair.getKey() + ": " + quote(pair.getValue()))
            .collect(Collectors.joining(", "));
    String second = negative.isEmpty() ? "" : "Negative prompt: " + negative + "\n";
    return prompt + "\n" + second + settings;
  }

  /** A sampler's name in the web UI; one that it does not have keeps ours. */
  private static String samplerTitle(String sampler) {
    return switch (sampler) {
      case "ddim" -> "DDIM";
      case "ddpm" -> "DDPM";
      case "pndm", "pndm_prk" -> "PLMS";
      case "lms" -> "LMS";
      case "euler" -> "Euler";
      case "euler_a" -> "Euler a";
      case "heun" -> "Heun";
      case "dpmpp_2m" -> "DPM++ 2M";
      case "dpmpp_2m_sde" -> "DPM++ 2M SDE";
      case "dpmpp_3m" -> "DPM++ 3M";
      case "unipc" -> "UniPC";
      case "lcm" -> "LCM";
      default -> sampler;
    };
  }

  /** Values that would read as several are quoted as JSON strings. */
  private static String quote(String value) {
    if (value.chars().noneMatch(c -> c == ',' || c == ':' || c == '\n')) {
      return value;
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
