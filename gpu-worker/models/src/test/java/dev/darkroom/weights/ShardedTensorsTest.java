package dev.darkroom.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardedTensorsTest {
  @TempDir Path folder;

  @BeforeEach
  void writeTwoShards() {
    SafetensorsWriter.write(
        folder.resolve("m-1.safetensors"),
        Map.of("a", HostTensor.ofFloats(new float[] {1}, 1)),
        Map.of("format", "pt"));
    SafetensorsWriter.write(
        folder.resolve("m-2.safetensors"),
        Map.of("b", HostTensor.ofFloats(new float[] {2}, 1)),
        Map.of());
  }

  @Test
  void anIndexReadsAsOneSource() {
    var source =
        open(
            "{\"metadata\":{\"total_size\":8},\"weight_map\":{\"a\":\"m-1.safetensors\",\"b\":\"m-2.safetensors\"}}");
    assertThat(source.names()).containsExactly("a", "b");
    assertThat(source.get("b").toFloats()).containsExactly(2);
    assertThat(source.metadata()).containsEntry("format", "pt");
  }

  @Test
  void anIndexThatDisagreesWithItsShardsIsRefused() {
    assertRefused("{\"weight_map\":{\"a\":\"m-1.safetensors\",\"c\":\"m-2.safetensors\"}}", "'b'");
    assertRefused(
        "{\"weight_map\":{\"a\":\"m-1.safetensors\",\"x\":\"m-1.safetensors\"}}", "which lacks it");
    assertRefused("{\"weight_map\":{\"a\":\"m-9.safetensors\"}}", "does not exist");
  }

  @Test
  void anIndexCannotReachOutsideItsFolderNorNest() {
    assertRefused("{\"weight_map\":{\"a\":\"../m-1.safetensors\"}}", "plain name of a file");
    assertRefused("{\"weight_map\":{\"a\":\"/etc/passwd\"}}", "plain name of a file");
    assertRefused("{\"weight_map\":{\"a\":7}}", "plain name of a file");
    assertRefused(
        "{\"weight_map\":{\"a\":\"m.index.json\"}}", "where the weights themselves are needed");
  }

  @Test
  void jsonThatIsNoIndexIsRefused() {
    assertRefused("{\"hello\":1}", "without a weight_map");
    assertRefused("{\"weight_map\":", "not valid JSON");
  }

  private TensorSource open(String index) {
    try {
      return WeightFiles.open(Files.writeString(folder.resolve("m.index.json"), index));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertRefused(String index, String words) {
    assertThatThrownBy(() -> open(index))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(words);
  }
}
