package dev.darkroom.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** A UNet at several times, in F32 and F64, with what its inner modules return. */
final class UNetCases implements CaseRunner {
  @Override
  public void run(ParityCase c, Recorder recorder) {
    UNetConfig config = UNetConfig.read(ConfigFile.read(c.path("unet/config.json")));
    Set<String> taps =
        recorder.expected("mid/").stream()
            .map(name -> name.substring(4))
            .collect(Collectors.toSet());
    JsonNode times = c.description().path("timesteps");
    try (Program program = load(c, config, DType.F32, taps)) {
      for (int i = 0; i < times.size(); i++) {
        double t = times.path(i).asDouble();
        Outputs outputs = call(program, c, i == 0 ? "first" : "plain", t, t);
        recorder.compare("out_t" + times.path(i).asText(), outputs.get("out"));
        if (i == 0) {
          taps.forEach(tap -> recorder.compare("mid/" + tap, outputs.get(tap)));
        }
      }
      JsonNode each = c.description().path("batch_timesteps");
      recorder.compare(
          "out_batch_timesteps",
          () ->
              call(program, c, "plain", each.path(0).asDouble(), each.path(1).asDouble())
                  .get("out"));
    }
    String golden = "out_t" + times.path(0).asText() + "_f64";
    if (recorder.expects(golden)) {
      double t = times.path(0).asDouble();
      try (Program program = load(c, config, DType.F64, Set.of())) {
        recorder.compare(golden, call(program, c, "plain", t, t).get("out"));
      }
    }
  }

  private static Program load(ParityCase c, UNetConfig config, DType dtype, Set<String> taps) {
    UNet unet = new UNet(Weights.root(), config);
    return Program.load(
        RunConfig.reference().with(dtype),
        Binding.exact(Safetensors.open(c.path("unet/diffusion_pytorch_model.safetensors"))),
        Graph.trace("first", taps, trace -> record(trace, unet, c)),
        Graph.trace("plain", trace -> record(trace, unet, c)));
  }

  private static void record(Trace trace, UNet unet, ParityCase c) {
    HostTensor sample = c.input("sample");
    Sym x = trace.input("x", sample.shape().dims());
    Sym t = trace.exactInput("t", sample.shape().dim(0));
    Sym context = trace.input("context", c.input("encoder_hidden_states").shape().dims());
    UNet.Extra extra = UNet.Extra.NONE;
    if (c.inputs().names().contains("text_embeds")) {
      extra =
          UNet.Extra.ofSizes(
              trace.input("pooled", c.input("text_embeds").shape().dims()),
              trace.exactInput("sizes", c.input("time_ids").shape().dims()));
    }
    trace.output("out", unet.forward(x, t, context, extra));
  }

  /** Calls with one time for the first half of the batch and another for the rest. */
  private static Outputs call(Program program, ParityCase c, String graph, double t0, double t1) {
    HostTensor sample = c.input("sample");
    float[] t = new float[(int) sample.shape().dim(0)];
    Arrays.fill(t, 0, t.length / 2, (float) t0);
    Arrays.fill(t, t.length / 2, t.length, (float) t1);
    Call call =
        program
            .call(graph)
            .in("x", sample)
            .in("t", t)
            .in("context", c.input("encoder_hidden_states"));
    if (c.inputs().names().contains("text_embeds")) {
      call.in("pooled", c.input("text_embeds")).in("sizes", c.input("time_ids"));
    }
    return call.run();
  }
}
