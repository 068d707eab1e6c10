package dev.darkroom.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.weights.pickle.PickleValue;
import dev.darkroom.weights.pickle.PickleValue.BigInt;
import dev.darkroom.weights.pickle.PickleValue.Bool;
import dev.darkroom.weights.pickle.PickleValue.Bytes;
import dev.darkroom.weights.pickle.PickleValue.Dict;
import dev.darkroom.weights.pickle.PickleValue.Instance;
import dev.darkroom.weights.pickle.PickleValue.Int;
import dev.darkroom.weights.pickle.PickleValue.ListValue;
import dev.darkroom.weights.pickle.PickleValue.None;
import dev.darkroom.weights.pickle.PickleValue.Real;
import dev.darkroom.weights.pickle.PickleValue.Text;
import dev.darkroom.weights.pickle.PickleValue.Tuple;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchFileTest {
  @Test
  void aStateDictInsideACheckpointIsUnwrapped() {
    TorchFile file = TorchFile.open(valid("nested.bin"));
    assertThat(file.names()).containsExactly("a.weight", "a.bias", "param");
    assertThat(file.everyTensor().names())
        .containsExactly(
            "state_dict/a.weight",
            "state_dict/a.bias",
            "state_dict/param",
            "list/0",
            "list/1/x",
            "3");
    assertThat(file.get("a.weight").sameBits(file.everyTensor().get("state_dict/a.weight")))
        .isTrue();
  }

  @Test
  void aContiguousTensorAliasesTheFileAndASharedStorageIsShared() {
    TorchFile file = TorchFile.open(valid("shared.bin"));
    HostTensor whole = file.get("whole");
    HostTensor tail = file.get("tail");
    whole.data().set(Elements.FLOAT, whole.data().byteSize() - 4, 42);
    assertThat(tail.toFloats()[4]).isEqualTo(42);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a1111_embedding.bin", "a1111_param_dict_legacy.pt"})
  void anEmbeddingCanBeWalkedFromItsRoot(String name) {
    Dict root = (Dict) TorchFile.open(valid(name)).root();
    assertThat(root.get("name")).contains(new Text("emb"));
    TorchTensor vectors =
        switch (root.get("string_to_param").orElseThrow()) {
          case Dict dict -> (TorchTensor) dict.get("*").orElseThrow();
          case Instance parameterDict ->
              (TorchTensor)
                  ((Dict)
                          ((Dict) parameterDict.state().orElseThrow())
                              .get("_parameters")
                              .orElseThrow())
                      .get("*")
                      .orElseThrow();
          default -> throw new AssertionError("neither a dict nor a ParameterDict");
        };
    assertThat(vectors.dtype()).isEqualTo(DType.F32);
    assertThat(vectors.shape().dim(-1)).isEqualTo(8);
  }

  /**
   * {@code plain} in the case's description is the object as JSON, tensors and bytes as
   * placeholders.
   */
  @ParameterizedTest
  @MethodSource("filesWithPlainContent")
  void whatIsNoTensorComesOutAsItWasSaved(JsonNode listed) {
    Path file = TorchFixtures.copy().resolve(listed.get("file").textValue());
    assertPlain(listed.get("plain"), TorchFile.open(file).root());
  }

  static List<JsonNode> filesWithPlainContent() {
    return TorchFixtures.listed(TorchFixtures.copy(), "valid")
        .filter(listed -> listed.path("plain").isObject())
        .toList();
  }

  private static void assertPlain(JsonNode wanted, PickleValue found) {
    switch (found) {
      case None _ -> assertThat(wanted.isNull()).isTrue();
      case Bool(boolean value) -> assertThat(value).isEqualTo(wanted.booleanValue());
      case Int(long value) -> assertThat(value).isEqualTo(wanted.longValue());
      case BigInt big -> assertThat(big.value()).isEqualTo(wanted.bigIntegerValue());
      case Real(double value) -> assertThat(value).isEqualTo(wanted.doubleValue());
      case Text(String value) -> assertThat(value).isEqualTo(wanted.textValue());
      case Bytes _ -> assertThat(wanted.textValue()).isEqualTo("<bytes>");
      case TorchTensor _ -> assertThat(wanted.textValue()).isEqualTo("<tensor>");
      case Instance _ -> assertThat(wanted.textValue()).isEqualTo("<ParameterDict>");
      case ListValue list -> assertPlainItems(wanted, list.items());
      case Tuple tuple -> assertPlainItems(wanted, tuple.items());
      case Dict dict -> {
        assertThat(wanted).hasSize(dict.entries().size());
        dict.entries().forEach(entry -> assertPlain(wanted.get(key(entry.key())), entry.value()));
      }
      default -> throw new AssertionError("unexpected " + found);
    }
  }

  private static void assertPlainItems(JsonNode wanted, List<PickleValue> items) {
    assertThat(wanted).hasSize(items.size());
    for (int i = 0; i < items.size(); i++) {
      assertPlain(wanted.get(i), items.get(i));
    }
  }

  private static String key(PickleValue key) {
    return key instanceof Int(long number) ? Long.toString(number) : ((Text) key).value();
  }

  private static Path valid(String name) {
    return TorchFixtures.copy().resolve("valid").resolve(name);
  }
}
