package dev.darkroom.finetune;

import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.LdmParts;
import dev.darkroom.ldm.TextSide;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.lora.Lora;
import dev.darkroom.lora.LoraLayer;
import dev.darkroom.lora.LoraPart;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuneRequest.Full;
import dev.darkroom.model.FineTuneRequest.Tuned;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.InitialWeights;
import dev.darkroom.nn.LowRank;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.TrainPlan.Group;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.HostTensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The denoiser and the text encoders as one training has them: with low-rank changes beside some
 * layers, or as they are and trained whole.
 *
 * @param beside present where only changes are trained
 * @param textParams weights of the text encoders that are trained
 * @param unetParams weights of the denoiser that are trained
 */
record Networks(
    UNet unet,
    TextSide texts,
    Optional<LowRank> beside,
    List<Param> textParams,
    List<Param> unetParams) {
  /** Every name of a text encoder begins like one of these, and none of the denoiser. */
  private static final List<String> OF_FIRST = List.of("text_model.", "transformer.");

  private static final String OF_SECOND = LdmParts.prefix(1) + ".";

  /**
   * Declares them.
   *
   * @throws ModelException if no layer of the model is a target
   */
  static Networks of(LdmParts parts, Tuned tuned) {
    return switch (tuned) {
      case FineTuneRequest.Lora lora -> adapted(parts, lora);
      case Full full -> whole(parts, full);
    };
  }

  private static Networks adapted(LdmParts parts, FineTuneRequest.Lora lora) {
    LowRank beside =
        new LowRank(new Targets(lora.targets()).and(layer -> seen(parts, layer)), lora.rule());
    UNet unet = new UNet(Weights.root(beside), parts.unet().config());
    TextSide texts = TextSide.of(parts, beside);
    if (beside.params().isEmpty()) {
      throw ModelException.badRequest(
          "target_modules", "this model has no layer of the kinds " + lora.targets());
    }
    return new Networks(
        unet,
        texts,
        Optional.of(beside),
        beside.params().stream().filter(param -> !isOfUNet(param)).toList(),
        beside.params().stream().filter(Networks::isOfUNet).toList());
  }

  private static Networks whole(LdmParts parts, Full full) {
    UNet unet = new UNet(Weights.root(), parts.unet().config());
    TextSide texts = TextSide.of(parts);
    return new Networks(
        unet,
        texts,
        Optional.empty(),
        full.trainsText()
            ? texts.params().stream().filter(param -> seen(parts, param.name())).toList()
            : List.of(),
        unet.params());
  }

  /** Only the first of two encoders has layers that the denoiser sees nothing of. */
  private static boolean seen(LdmParts parts, String name) {
    return part(name) != LoraPart.TEXT_ENCODER || parts.text().kind().sees(name);
  }

  private static boolean isOfUNet(Param param) {
    return part(param.name()) == LoraPart.UNET;
  }

  /** Whether texts must be encoded in every step. */
  boolean trainsText() {
    return !textParams.isEmpty();
  }

  /** What is trained, each network at its own rate. */
  List<Group> groups(double textRate, double weightDecay) {
    List<Group> groups = new ArrayList<>();
    if (!unetParams.isEmpty()) {
      groups.add(new Group(unetParams, 1, weightDecay));
    }
    if (!textParams.isEmpty()) {
      groups.add(new Group(textParams, textRate, weightDecay));
    }
    return groups;
  }

  /** What the trained weights are before the first step. */
  Binding initial(LdmParts parts, long seed) {
    return beside
        .map(changes -> Binding.exact(new InitialWeights(changes.params(), seed)))
        .orElseGet(() -> Binding.partOf(parts.textsAndUnet()));
  }

  /** Trained changes as an adaptation that a model can draw with, and that files hold. */
  static Lora lora(LowRank beside, LowRank.Rule rule, Map<String, HostTensor> weights) {
    Map<LoraPart, Map<String, LoraLayer>> layers = new EnumMap<>(LoraPart.class);
    for (String layer : beside.layers()) {
      layers
          .computeIfAbsent(part(layer), _ -> new TreeMap<>())
          .put(
              inPart(layer),
              new LoraLayer(
                  Objects.requireNonNull(weights.get(LowRank.down(layer))),
                  Objects.requireNonNull(weights.get(LowRank.up(layer))),
                  rule.alpha()));
    }
    return Lora.of(layers);
  }

  /** Trained weights by the part that they belong to. */
  static Map<LoraPart, Map<String, HostTensor>> byPart(Map<String, HostTensor> weights) {
    Map<LoraPart, Map<String, HostTensor>> parts = new EnumMap<>(LoraPart.class);
    weights.forEach((name, tensor) ->
        parts.computeIfAbsent(part(name), _ -> new TreeMap<>()).put(inPart(name), tensor));
    return parts;
  }

  private static LoraPart part(String name) {
    if (name.startsWith(OF_SECOND)) {
      return LoraPart.TEXT_ENCODER_2;
    }
    return OF_FIRST.stream().anyMatch(name::startsWith) ? LoraPart.TEXT_ENCODER : LoraPart.UNET;
  }

  /** A name as its own network has it. */
  private static String inPart(String name) {
    return name.startsWith(OF_SECOND) ? name.substring(OF_SECOND.length()) : name;
  }
}
