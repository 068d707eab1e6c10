package dev.darkroom.deploy.cli.job;

import dev.darkroom.deploy.cli.common.CommandFailure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that draws from a prompt. */
public final class Drawing {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  @Option(
      names = "--model",
      paramLabel = "M",
      description = "The model (default: ${DEFAULT-VALUE}).")
  String model = "shapes-ldm";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the first picture; random if left out.")
  @Nullable Long seed;

  @Option(names = "--steps", paramLabel = "N", description = "Sampler steps.")
  @Nullable Integer steps;

  @Option(names = "--n", paramLabel = "N", description = "How many pictures of each prompt.")
  @Nullable Integer n;

  @Option(names = "--sampler", paramLabel = "S", description = "ddim, euler, euler_a, dpmpp_2m, …")
  @Nullable String sampler;

  @Option(names = "--guidance", paramLabel = "G", description = "Guidance scale; 1 means none.")
  @Nullable Double guidance;

  @Option(names = "--negative", paramLabel = "P", description = "What the picture should not show.")
  @Nullable String negative;

  @Option(names = "--size", paramLabel = "WxH", description = "Width and height in pixels.")
  @Nullable String size;

  /**
   * A job that draws this.
   *
   * @param skip pictures whose seeds others of the same call use
   * @throws CommandFailure where {@code --size} is none
   */
  public JobBody body(String prompt, long skip) {
    JobBody body =
        new JobBody("generation", model)
            .put("prompt", prompt)
            .put("negative_prompt", negative)
            .put("seed", seed == null ? null : seed + skip)
            .put("steps", steps)
            .put("guidance_scale", guidance)
            .put("sampler", sampler)
            .put("n", n);
    if (size != null) {
      Matcher wanted = SIZE.matcher(size);
      if (!wanted.matches()) {
        throw CommandFailure.usage(
            "--size " + size + " is not a size: use WIDTHxHEIGHT, for example 64x64");
      }
      body.put("width", Integer.valueOf(wanted.group(1)));
      body.put("height", Integer.valueOf(wanted.group(2)));
    }
    return body;
  }

  /** How many pictures a prompt gives. */
  public int pictures() {
    return n == null ? 1 : n;
  }
}
