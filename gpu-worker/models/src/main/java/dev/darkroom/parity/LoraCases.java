package dev.darkroom.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.LoraModules;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.lora.Lora;
import dev.darkroom.lora.LoraMerge;
import dev.darkroom.lora.LoraPart;
import dev.darkroom.lora.LoraReader;
import dev.darkroom.lora.LoraTargets;
import dev.darkroom.lora.LoraUse;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One LoRA in two layouts on a UNet and a text encoder that are loaded once: at several scales, and
 * fused. Here a scale is always merged, so the two are one computation.
 */
final class LoraCases implements CaseRunner {
  private static final String FUSED = "/unet_fused";

  @Override
  public void run(ParityCase c, Recorder recorder) {
    var unet = new UNet(Weights.root(), UNetConfig.read(config(c, "unet")));
    TextConfig text = TextConfig.read(config(c, "text_encoder"));
    var encoder = new ClipTextEncoder(Weights.root(), text);
    try (PlacedWeights unetWeights =
            PlacedWeights.place(
                RunConfig.reference(),
                binding(c, "unet/diffusion_pytorch_model.safetensors"),
                unet.params());
        PlacedWeights textWeights =
            PlacedWeights.place(
                RunConfig.reference(),
                binding(c, "text_encoder/model.safetensors"),
                encoder.params());
        Program denoise =
            Program.load(unetWeights, Graph.trace("denoise", trace -> denoise(trace, unet, c)));
        Program encode =
            Program.load(textWeights, Graph.trace("encode", trace -> encode(trace, encoder, c)))) {
      var targets =
          LoraTargets.of(
              Map.of(
                  LoraPart.UNET, LoraModules.ofUNet(unetWeights.shapes()),
                  LoraPart.TEXT_ENCODER, LoraModules.ofText(textWeights.shapes())));
      for (JsonNode file : c.description().path("files")) {
        Lora lora = LoraReader.read(c.path(file.asText())).in(targets);
        for (JsonNode scale : c.description().path("scales")) {
          List<LoraUse> use = List.of(new LoraUse(lora, scale.asDouble()));
          unetWeights.change(LoraMerge.changes(use, LoraPart.UNET));
          textWeights.change(LoraMerge.changes(use, LoraPart.TEXT_ENCODER));
          Supplier<HostTensor> noise = () -> noise(denoise, c);
          String of = scale.asText();
          recorder.compare(file.asText() + "/unet_scale" + of, noise);
          recorder.compare(file.asText() + FUSED + of, noise);
          recorder.compare(file.asText() + "/text_scale" + of, () -> states(encode, c));
        }
      }
    }
  }

  private static void denoise(Trace trace, UNet unet, ParityCase c) {
    HostTensor sample = c.input("sample");
    trace.output(
        "out",
        unet.forward(
            trace.input("x", sample.shape().dims()),
            trace.exactInput("t", sample.shape().dim(0)),
            trace.input("context", c.input("encoder_hidden_states").shape().dims())));
  }

  private static HostTensor noise(Program program, ParityCase c) {
    HostTensor sample = c.input("sample");
    float[] t = new float[(int) sample.shape().dim(0)];
    Arrays.fill(t, (float) c.description().path("timestep").asDouble());
    return program
        .call("denoise")
        .in("x", sample)
        .in("t", t)
        .in("context", c.input("encoder_hidden_states"))
        .run()
        .get("out");
  }

  private static void encode(Trace trace, ClipTextEncoder encoder, ParityCase c) {
    long[] dims = c.input("ids").shape().dims();
    trace.output(
        "states", encoder.normalised(encoder.hiddenStates(trace.ids("ids", dims)).getLast()));
  }

  private static HostTensor states(Program program, ParityCase c) {
    return program.call("encode").in("ids", c.input("ids")).run().get("states");
  }

  private static Binding binding(ParityCase c, String file) {
    return Binding.exact(Safetensors.open(c.path("sd/" + file)));
  }

  private static ConfigFile config(ParityCase c, String part) {
    return ConfigFile.read(c.path("sd/" + part + "/config.json"));
  }
}
