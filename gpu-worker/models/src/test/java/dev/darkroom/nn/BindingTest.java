package dev.darkroom.nn;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BindingTest {
  private final Weights weights = Weights.root();
  private final Linear linear = Linear.of(weights.at("proj"), 2, 3);
  private final Graph graph =
      Graph.trace("run", t -> t.output("y", linear.forward(t.input("x", 1, 2))));

  @Test
  void weightsThatFitAreTaken() {
    assertThatCode(() -> load(tensors())).doesNotThrowAnyException();
  }

  @Test
  void allThatDoesNotFitIsNamedWithBothShapes() {
    Map<String, HostTensor> tensors = tensors();
    tensors.remove("proj.bias");
    tensors.put("proj.weight", HostTensor.ofFloats(new float[6], 2, 3));
    tensors.put("proj.scale", HostTensor.ofFloats(new float[1], 1));
    assertThatThrownBy(() -> load(tensors))
        .isInstanceOf(BindingException.class)
        .hasMessageContaining("proj.bias of shape [3] is missing")
        .hasMessageContaining("proj.weight has shape [2, 3], the model needs [3, 2]")
        .hasMessageContaining("proj.scale of shape [1] belongs to no module");
  }

  @Test
  void surplusIsTakenWhereItIsAllowed() {
    Map<String, HostTensor> tensors = tensors();
    tensors.put("position_ids", HostTensor.ofLongs(new long[] {0}, 1));
    TensorSource source = TensorSource.of(tensors, Map.of());
    assertThatThrownBy(() -> load(tensors)).hasMessageContaining("position_ids");
    assertThatCode(
            () -> {
              Binding binding = new Binding(source, name -> name.equals("position_ids"));
              Program.load(RunConfig.reference(), binding, graph).close();
              Program.load(RunConfig.reference(), Binding.partOf(source), graph).close();
            })
        .doesNotThrowAnyException();
  }

  @Test
  void aNameIsDeclaredOnce() {
    assertThatThrownBy(() -> Linear.of(weights.at("proj"), 2, 3))
        .hasMessageContaining("proj.weight [3, 2] is declared already");
  }

  @Test
  void twoModelsInOneProgramNeedRootsOfTheirOwn() {
    Linear other = Linear.of(Weights.root().at("proj"), 2, 3);
    Graph second = Graph.trace("other", t -> t.output("y", other.forward(t.input("x", 1, 2))));
    assertThatThrownBy(
            () -> Program.load(RunConfig.reference(), Evaluate.initial(weights, 1), graph, second))
        .hasMessageContaining("give each a root of its own");
  }

  private void load(Map<String, HostTensor> tensors) {
    Binding binding = Binding.exact(TensorSource.of(tensors, Map.of()));
    Program.load(RunConfig.reference(), binding, graph).close();
  }

  private Map<String, HostTensor> tensors() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    var initial = new InitialWeights(weights.params(), 1);
    initial.names().forEach(name -> tensors.put(name, initial.get(name)));
    return tensors;
  }
}
