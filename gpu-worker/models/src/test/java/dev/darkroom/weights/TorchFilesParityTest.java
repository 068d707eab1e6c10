package dev.darkroom.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Files that the original libraries wrote come out bit for bit as those libraries read them. */
class TorchFilesParityTest {
  @TestFactory
  Stream<DynamicTest> everyTensorOfAValidFileIsBitExact() {
    return TorchFixtures.folders()
        .flatMap(folder ->
            TorchFixtures.listed(folder, "valid")
                .map(listed ->
                    dynamicTest(
                        folder.resolve(listed.get("file").textValue()).toString(),
                        () -> assertBitExact(folder, listed))));
  }

  @TestFactory
  Stream<DynamicTest> noExpectedTensorIsLeftOut() {
    return TorchFixtures.folders()
        .map(folder ->
            dynamicTest(
                folder.toString(),
                () -> assertThat(listedNames(folder)).isEqualTo(expectedNames(folder))));
  }

  private static void assertBitExact(Path folder, JsonNode listed) {
    Path file = folder.resolve(listed.get("file").textValue());
    TensorSource expected = Safetensors.open(folder.resolve("expected.safetensors"));
    TensorSource read = WeightFiles.openEverything(file);

    List<String> paths = new ArrayList<>();
    listed.get("tensors").forEach(path -> paths.add(path.textValue()));
    assertThat(read.names()).containsExactlyInAnyOrderElementsOf(paths);
    for (String path : paths) {
      HostTensor tensor = read.get(path);
      HostTensor wanted = expected.get(file.getFileName() + "::" + path);
      assertThat(tensor.sameBits(wanted)).as("%s: %s beside %s", path, tensor, wanted).isTrue();
    }
    listed
        .path("metadata")
        .properties()
        .forEach(entry ->
            assertThat(read.metadata())
                .containsEntry(entry.getKey(), entry.getValue().textValue()));
  }

  private static Set<String> listedNames(Path folder) {
    Set<String> names = new TreeSet<>();
    TorchFixtures.listed(folder, "valid")
        .forEach(listed -> {
          Path file = Path.of(listed.get("file").textValue());
          listed
              .get("tensors")
              .forEach(path -> names.add(file.getFileName() + "::" + path.textValue()));
        });
    return names;
  }

  private static Set<String> expectedNames(Path folder) {
    return new TreeSet<>(Safetensors.open(folder.resolve("expected.safetensors")).names());
  }
}
