package dev.darkroom.deploy.farm;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darkroom.job.id.Names;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.storage.object.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Says of a model's folder what the farm must know of it: its own card where it has one ({@value
 * #CARD}), else what its configuration files tell.
 */
public final class ModelCards {
  /** A model's card, beside its files: the fields of {@link ModelCard}. */
  public static final String CARD = "darkroom.json";

  private static final int MAX_JSON = 1 << 20;
  private static final int MAX_STEPS = 1_000;
  private static final int MAX_SIZE = 2_048;

  /** What the latent family draws with; the first where nothing is asked. */
  private static final List<String> SAMPLERS =
      Arrays.stream(SamplerName.values()).map(SamplerName::id).toList();

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private ModelCards() {}

  /** The card of a folder; its name is the folder's where the card does not tell. */
  public static ModelCard card(Path folder) {
    return card(folder, Optional.empty());
  }

  /**
   * The card of a folder.
   *
   * @param name to publish it under, instead of its own
   * @throws IllegalArgumentException where the folder is no model that this build reads, saying why
   */
  public static ModelCard card(Path folder, Optional<String> name) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is not a folder: name a model's folder");
    }
    if (Files.isRegularFile(folder.resolve(CARD))) {
      ModelCard card = convert(folder.resolve(CARD));
      return name.map(other -> renamed(card, other)).orElse(card);
    }
    if (!Files.isRegularFile(folder.resolve("model_index.json"))) {
      throw new IllegalArgumentException(
          folder + " has neither " + CARD + " nor model_index.json: name a diffusers folder");
    }
    return ofDiffusers(folder, name.orElseGet(() -> nameOf(folder)));
  }

  private static ModelCard ofDiffusers(Path folder, String name) {
    JsonNode unet = read(folder.resolve("unet/config.json"));
    JsonNode vae = read(folder.resolve("vae/config.json"));
    int inLatent = 1 << Math.max(0, vae.path("block_out_channels").size() - 1);
    int factor = inLatent << Math.max(0, unet.path("block_out_channels").size() - 1);
    int size = Math.max(factor, unet.path("sample_size").asInt(64) * inLatent / factor * factor);
    return new ModelCard(
        name,
        LdmLoader.FAMILY,
        "Imported from a diffusers folder.",
        "unknown",
        new ModelCard.Limits(
            factor, factor, Math.max(size, MAX_SIZE), factor, Math.max(size, MAX_SIZE), MAX_STEPS),
        new ModelCard.Defaults(30, 7.5, SAMPLERS.getFirst(), size, size),
        SAMPLERS,
        Map.of());
  }

  private static ModelCard convert(Path file) {
    try {
      return MAPPER.treeToValue(read(file), ModelCard.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          file + " is not a model's card: " + e.getOriginalMessage(), e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      if (Files.size(file) > MAX_JSON) {
        throw new IllegalArgumentException(file + " is over 1 MiB: that is no configuration");
      }
      return MAPPER.readTree(Files.readAllBytes(file));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: it belongs to the model", e);
    }
  }

  private static String nameOf(Path folder) {
    String name =
        folder.toAbsolutePath().normalize().getFileName().toString().toLowerCase(Locale.ROOT);
    if (!Names.valid(name)) {
      throw new IllegalArgumentException(
          "the folder's name '" + name + "' is no model's name: give one with --name");
    }
    return name;
  }

  private static ModelCard renamed(ModelCard card, String name) {
    return new ModelCard(
        name,
        card.family(),
        card.description(),
        card.licence(),
        card.limits(),
        card.defaults(),
        card.samplers(),
        card.config());
  }
}
