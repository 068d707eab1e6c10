package dev.darkroom.ldm.bert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A small transformer against one written down in plain PyTorch operations for this test, in F64:
 * layer norms, products of matrices, softmax, erf. Its weights are waves: element i of the t-th
 * tensor in the order of the names is 0.4 sin(0.7 i + 1.3 t), and 1 more in the weights of norms.
 */
class BertEncoderTest {
  private static final BertConfig CONFIG = new BertConfig(50, 8, 12, 20, 3, 5, 2);
  private static final long[] IDS = {3, 17, 42, 5, 0, 0, 0, 0};

  private static final double[] FIRST_TOKEN = {
    -0.872189, 0.647889, 0.697806, -1.282266, -1.166847, 0.574548, -0.193764, 0.000714, -0.195929,
    -0.597118, 0.631794, 0.632982
  };
  private static final double[] LAST_TOKEN = {
    -0.112745, 0.547182, 0.71968, -1.47497, -1.6689, 0.467246, -1.491586, -1.094873, 0.990938,
    0.176395, 0.390797, 0.639084
  };

  /** Of Σ state_i sin(0.3 i) with respect to the row of the third token. */
  private static final double[] GRADIENT = {
    0.252845, 0.169461, 0.192768, 0.378705, 0.27364, 0.229234, 0.418835, 0.132169, -0.380326,
    -0.472657, -0.520277, -0.674398
  };

  private final BertEncoder encoder = new BertEncoder(Weights.root(), CONFIG);

  @Test
  void statesAndGradientsAreThoseOfPlainOperations() {
    float[][] found = run(waves(encoder.params()));
    int width = CONFIG.width();
    for (int i = 0; i < width; i++) {
      assertThat(found[0][i]).isCloseTo((float) FIRST_TOKEN[i], within(2e-5f));
      assertThat(found[0][7 * width + i]).isCloseTo((float) LAST_TOKEN[i], within(2e-5f));
      assertThat(found[1][2 * width + i]).isCloseTo((float) GRADIENT[i], within(2e-5f));
    }
    double sum = 0;
    for (float state : found[0]) {
      sum += Math.abs(state);
    }
    assertThat(sum).isCloseTo(76.506889, within(1e-3));
  }

  @Test
  void diffusersNamesHoldTheSameWeights() {
    TensorSource waves = waves(encoder.params());
    Map<String, HostTensor> renamed = new HashMap<>();
    waves.names().forEach(name -> renamed.put(DiffusersNames.of(name), waves.get(name)));
    assertThat(renamed)
        .containsKeys(
            "model.embed_tokens.weight",
            "model.embed_positions.weight",
            "model.layers.0.self_attn.q_proj.weight",
            "model.layers.1.self_attn.out_proj.bias",
            "model.layers.1.self_attn_layer_norm.weight",
            "model.layers.1.fc1.weight",
            "model.layers.0.fc2.bias",
            "model.layers.1.final_layer_norm.bias",
            "model.layer_norm.weight");
    renamed.put("to_logits.weight", HostTensor.ofFloats(new float[1], 1));
    List<String> names = encoder.params().stream().map(Param::name).toList();
    TensorSource back = DiffusersNames.original(TensorSource.of(renamed, Map.of()), names);
    assertThat(back.names()).containsAll(names).contains("transformer.to_logits.weight");
    assertThat(back.names().stream().filter(DiffusersNames::isOfLogits)).hasSize(1);
    assertThat(DiffusersNames.original(waves, names).names()).containsExactlyElementsOf(names);
  }

  @Test
  void thePublishedTransformerHasItsKnownSize() {
    BertConfig published = new BertConfig(30_522, 77, 1_280, 5_120, 8, 64, 32);
    BertEncoder whole = new BertEncoder(Weights.root(), published);
    assertThat(whole.params().stream().filter(p -> p.name().endsWith("to_q.weight")))
        .hasSize(32)
        .allMatch(p -> p.shape().dim(0) == 512 && p.shape().dim(1) == 1_280);
    long layer = 3L * 512 * 1_280 + 512 * 1_280 + 1_280 + 2L * 5_120 * 1_280 + 5_120 + 1_280;
    long norms = (2L * 32 + 1) * 2 * 1_280;
    assertThat(whole.params().stream().mapToLong(p -> p.shape().numel()).sum())
        .isEqualTo((30_522L + 77) * 1_280 + 32 * layer + norms);
  }

  /** The states, and the gradient with respect to the tokens' rows. */
  private float[][] run(TensorSource weights) {
    Graph graph = Graph.trace("encode", this::record);
    try (Program program = Program.load(RunConfig.reference(), Binding.exact(weights), graph)) {
      var outputs = program.call("encode").in("ids", IDS).run();
      return new float[][] {outputs.floats("states"), outputs.floats("gradient")};
    }
  }

  private void record(Trace trace) {
    Sym rows = trace.leaf(encoder.embedded(trace.ids("ids", 1, IDS.length)));
    Sym states = encoder.states(rows); // (1, N, E)
    trace.output("states", states);
    float[] weights = new float[IDS.length * CONFIG.width()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(0.3 * i);
    }
    Sym sum = states.times(trace.constant(weights, 1, IDS.length, CONFIG.width())).sum();
    trace.output("gradient", trace.gradients(sum, List.of(rows)).getFirst());
  }

  private static TensorSource waves(List<Param> params) {
    Map<String, Param> sorted = new TreeMap<>();
    params.forEach(param -> sorted.put(param.name(), param));
    Map<String, HostTensor> tensors = new HashMap<>();
    List<Param> order = new ArrayList<>(sorted.values());
    for (int t = 0; t < order.size(); t++) {
      Param param = order.get(t);
      boolean norm = param.shape().rank() == 1 && param.name().endsWith(".weight");
      float[] values = new float[(int) param.shape().numel()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((norm ? 1 : 0) + 0.4 * Math.sin(0.7 * i + 1.3 * t));
      }
      tensors.put(param.name(), HostTensor.ofFloats(values, param.shape().dims()));
    }
    Map<String, HostTensor> declared = new LinkedHashMap<>();
    params.forEach(param -> declared.put(param.name(), tensors.get(param.name())));
    return TensorSource.of(declared, Map.of());
  }
}
