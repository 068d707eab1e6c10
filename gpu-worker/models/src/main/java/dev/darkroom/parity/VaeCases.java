package dev.darkroom.parity;

import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.vae.AutoencoderKl;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import java.util.Set;
import java.util.stream.Collectors;

/** An autoencoder both ways, with what its inner modules return. */
final class VaeCases implements CaseRunner {
  /** What the case divides and multiplies latents by before its second decoding. */
  private static final double RESCALED = 0.18;

  @Override
  public void run(ParityCase c, Recorder recorder) {
    VaeConfig config = VaeConfig.read(ConfigFile.read(c.path("vae/config.json")));
    Set<String> taps =
        recorder.expected("mid/").stream()
            .map(name -> name.substring(4))
            .collect(Collectors.toSet());
    try (Program program = load(c, config, DType.F32, taps)) {
      Outputs encoded =
          program.call("encode").in("x", c.input("pixels")).in("noise", c.input("noise")).run();
      Outputs decoded = program.call("decode").in("z", c.input("z")).run();
      for (String name : Set.of("mean", "logvar", "std", "sample_scaled")) {
        recorder.compare(name, () -> encoded.get(name));
      }
      recorder.compare("decoded", () -> decoded.get("decoded"));
      recorder.compare("image_uint8", () -> pixels(decoded.get("decoded")));
      recorder.compare(
          "decoded_from_scaled",
          () ->
              program
                  .call("plain")
                  .in("z", times(c.input("z"), RESCALED / config.scalingFactor()))
                  .run()
                  .get("decoded"));
      for (String tap : taps) {
        recorder.compare("mid/" + tap, inEncoder(tap) ? encoded.get(tap) : decoded.get(tap));
      }
    }
    if (recorder.expects("decoded_f64")) {
      try (Program program = load(c, config, DType.F64, Set.of())) {
        recorder.compare(
            "decoded_f64", program.call("plain").in("z", c.input("z")).run().get("decoded"));
      }
    }
  }

  private static Program load(ParityCase c, VaeConfig config, DType dtype, Set<String> taps) {
    AutoencoderKl vae = new AutoencoderKl(Weights.root(), config);
    Set<String> before = taps.stream().filter(VaeCases::inEncoder).collect(Collectors.toSet());
    Set<String> after = taps.stream().filter(tap -> !inEncoder(tap)).collect(Collectors.toSet());
    return Program.load(
        RunConfig.reference().with(dtype),
        Binding.exact(Safetensors.open(c.path("vae/diffusion_pytorch_model.safetensors"))),
        Graph.trace(
            "encode",
            before,
            trace -> {
              var posterior = vae.encode(trace.input("x", c.input("pixels").shape().dims()));
              var noise = trace.input("noise", c.input("noise").shape().dims());
              trace.output("mean", posterior.mean());
              trace.output("logvar", posterior.logvar());
              trace.output("std", posterior.std());
              trace.output("sample_scaled", posterior.sample(noise).times(config.scalingFactor()));
            }),
        Graph.trace("decode", after, trace -> decode(trace, vae, c)),
        Graph.trace("plain", trace -> decode(trace, vae, c)));
  }

  private static void decode(dev.darkroom.nn.Trace trace, AutoencoderKl vae, ParityCase c) {
    trace.output("decoded", vae.decode(trace.input("z", c.input("z").shape().dims())));
  }

  private static boolean inEncoder(String tap) {
    return tap.startsWith("encoder") || tap.startsWith("quant_conv");
  }

  private static HostTensor times(HostTensor x, double factor) {
    float[] values = x.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor);
    }
    return HostTensor.ofFloats(values, x.shape().dims());
  }

  /** Pictures (B, 3, H, W) from -1 to 1 as bytes (B, H, W, 3), rounded half to even. */
  private static HostTensor pixels(HostTensor pictures) {
    float[] x = pictures.toFloats();
    long[] d = pictures.shape().dims();
    int area = (int) (d[2] * d[3]);
    long[] y = new long[x.length];
    for (int b = 0; b < d[0]; b++) {
      for (int ch = 0; ch < 3; ch++) {
        for (int p = 0; p < area; p++) {
          float value = Math.clamp(x[(b * 3 + ch) * area + p] / 2 + 0.5f, 0f, 1f);
          y[(b * area + p) * 3 + ch] = (long) Math.rint(value * 255);
        }
      }
    }
    return HostTensor.ofLongs(y, d[0], d[2], d[3], 3);
  }
}
