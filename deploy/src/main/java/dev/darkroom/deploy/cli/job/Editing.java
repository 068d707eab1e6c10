package dev.darkroom.deploy.cli.job;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code generate} that begin with pictures or bend the model. */
final class Editing {
  private static final Pattern LORA =
      Pattern.compile("([^:]{1,80})(?::(-?\\d{1,3}(?:\\.\\d{1,9})?))?");
  private static final Pattern SIDES =
      Pattern.compile("(\\d{1,4}),(\\d{1,4}),(\\d{1,4}),(\\d{1,4})");
  private static final List<String> SIDE_NAMES = List.of("left", "top", "right", "bottom");
  private static final long MAX_FILE_BYTES = 64L << 20;

  @Option(
      names = "--init",
      paramLabel = "F",
      description = "Draw from this picture (PNG, JPEG, WebP).")
  @Nullable Path init;

  @Option(
      names = "--init-latent",
      paramLabel = "F",
      description = "Begin with this noise: a file, or JOB/start-1.safetensors of an inversion.")
  @Nullable String initLatent;

  @Option(
      names = "--mask",
      paramLabel = "F",
      description = "Draw only where this is white; the rest of --init stays as it is.")
  @Nullable Path mask;

  @Option(
      names = "--strength",
      paramLabel = "S",
      description = "Share of the steps done from --init, up to 1, which forgets it.")
  @Nullable Double strength;

  @Option(
      names = "--outpaint",
      paramLabel = "L,T,R,B",
      description = "Carry --init on by so many pixels left, top, right and bottom.")
  @Nullable String outpaint;

  @Option(
      names = "--hires",
      paramLabel = "X",
      description = "Draw twice: at --size, then X times as large.")
  @Nullable Double hires;

  @Option(names = "--hires-strength", paramLabel = "S", description = "Of the second pass.")
  @Nullable Double hiresStrength;

  @Option(
      names = "--hires-upscaler",
      paramLabel = "U",
      description = "latent, latent_nearest or lanczos.")
  @Nullable String hiresUpscaler;

  @Option(names = "--subseed", paramLabel = "N", description = "Vary towards this seed.")
  @Nullable Long subseed;

  @Option(names = "--subseed-strength", paramLabel = "S", description = "How far, 0 to 1.")
  @Nullable Double subseedStrength;

  @Option(
      names = "--lora",
      paramLabel = "NAME[:W]",
      description = "Draw with this LoRA, at this weight (default: 1); repeatable.")
  List<String> loras = new ArrayList<>();

  @Option(
      names = "--clip-skip",
      paramLabel = "N",
      description = "Leave out the text encoder's last N layers.")
  @Nullable Integer clipSkip;

  @Option(names = "--rescale", paramLabel = "R", description = "Guidance rescale, 0 to 1.")
  @Nullable Double rescale;

  @Option(names = "--eta", paramLabel = "E", description = "Noise of sampler ddim, 0 to 1.")
  @Nullable Double eta;

  @Option(
      names = "--plain",
      description = "Take the prompt as it stands: no weights, no <lora:…>, cut where it is long.")
  boolean plain;

  @Option(
      names = "--format",
      paramLabel = "F",
      description = "png, jpeg or webp (default: by the end of --out, else png).")
  @Nullable String format;

  @Option(names = "--quality", paramLabel = "Q", description = "Of JPEG, 1 to 100.")
  @Nullable Integer quality;

  /** Checks what can be checked here, before anything is sent. */
  void check() {
    file("--init", init);
    file("--mask", mask);
    loras.forEach(Editing::lora);
    sides();
  }

  /** Brings the pictures to the farm, and puts all that was given into a job's body. */
  void put(JobBody body, FarmClient farm, @Nullable Path out) throws IOException {
    body.put("image", upload(farm, init));
    body.put("init_latent", latent(farm));
    body.put("mask_image", upload(farm, mask));
    body.put("strength", strength);
    List<Integer> sides = sides();
    for (int i = 0; i < sides.size(); i++) {
      body.put("outpaint_" + SIDE_NAMES.get(i), sides.get(i));
    }
    body.put("hires_scale", hires);
    body.put("hires_strength", hiresStrength);
    body.put("hires_upscaler", hiresUpscaler);
    body.put("subseed", subseed);
    body.put("subseed_strength", subseedStrength);
    body.put("loras", loras.isEmpty() ? null : loras.stream().map(Editing::lora).toList());
    body.put("clip_skip", clipSkip);
    body.put("guidance_rescale", rescale);
    body.put("eta", eta);
    body.put("prompt_syntax", plain ? "plain" : null);
    body.put("output_format", format(out).orElse(null));
    body.put("output_quality", quality);
  }

  private Optional<String> format(@Nullable Path out) {
    if (format != null) {
      return Optional.of(format.equals("jpg") ? "jpeg" : format);
    }
    String name = out == null ? "" : out.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".webp")) {
      return Optional.of("webp");
    }
    return name.endsWith(".jpg") || name.endsWith(".jpeg") ? Optional.of("jpeg") : Optional.empty();
  }

  private List<Integer> sides() {
    if (outpaint == null) {
      return List.of();
    }
    Matcher sides = SIDES.matcher(outpaint);
    if (!sides.matches()) {
      throw CommandFailure.usage(
          "--outpaint "
              + outpaint
              + " is not left,top,right,bottom: use pixels, for example 0,0,32,0");
    }
    List<Integer> pixels = new ArrayList<>();
    for (int i = 1; i <= sides.groupCount(); i++) {
      pixels.add(Integer.valueOf(sides.group(i)));
    }
    return pixels;
  }

  private static Map<String, Object> lora(String text) {
    Matcher lora = LORA.matcher(text);
    if (!lora.matches()) {
      throw CommandFailure.usage(
          "--lora " + text + " is not NAME or NAME:WEIGHT: use, for example, ink:0.8");
    }
    return lora.group(2) == null
        ? Map.of("name", lora.group(1))
        : Map.of("name", lora.group(1), "weight", Double.valueOf(lora.group(2)));
  }

  private static void file(String option, @Nullable Path file) {
    if (file != null && !Files.isRegularFile(file)) {
      throw CommandFailure.usage("there is no file " + file + ": " + option + " names a picture");
    }
  }

  /** A file of this name is brought; what is none is an output's name. */
  private @Nullable String latent(FarmClient farm) throws IOException {
    return initLatent != null && Files.isRegularFile(Path.of(initLatent))
        ? upload(farm, Path.of(initLatent))
        : initLatent;
  }

  private static @Nullable String upload(FarmClient farm, @Nullable Path file) throws IOException {
    if (file == null) {
      return null;
    }
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw CommandFailure.usage(file + " is over 64 MiB: use a smaller picture");
    }
    String name = String.valueOf(file.getFileName());
    return farm.files().upload(name, Files.readAllBytes(file), Optional.empty());
  }
}
