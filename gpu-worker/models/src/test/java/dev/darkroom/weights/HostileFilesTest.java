package dev.darkroom.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Hostile and damaged files are refused with a reason; nothing runs, nothing large is allocated,
 * nothing hangs.
 */
class HostileFilesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long MAX_ALLOCATED = 64L << 20;
  private static final Path MARKER = Path.of("FIXTURE_WAS_EXECUTED");

  @TestFactory
  Stream<DynamicTest> everyHostileFileEndsAsItMust() {
    return TorchFixtures.folders()
        .flatMap(folder ->
            TorchFixtures.listed(folder, "hostile")
                .map(listed ->
                    dynamicTest(
                        folder.resolve(listed.get("file").textValue())
                            + ": "
                            + listed.get("because").textValue(),
                        () -> assertEndsAsItMust(folder, listed))));
  }

  @Test
  void theControlsHoldTheirValues() {
    TensorSource torch =
        WeightFiles.open(TorchFixtures.copy().resolve("hostile/control_valid.bin"));
    assertThat(torch.get("w").shape()).isEqualTo(Shape.of(2, 3));
    assertThat(torch.get("w").toFloats()).containsExactly(-1, -0.5f, 0, 0.5f, 1, 1.5f);

    TensorSource safetensors =
        WeightFiles.open(TorchFixtures.copy().resolve("hostile/st_control.safetensors"));
    assertThat(safetensors.get("a").toFloats()).containsExactly(-1, -0.5f, 0, 0.5f);
    assertThat(safetensors.get("b").toFloats()).containsExactly(1, 1.5f);

    assertThat(
            WeightFiles.open(TorchFixtures.copy().resolve("hostile/st_many_empty.safetensors"))
                .names())
        .hasSize(500);
  }

  @Test
  void aRefusalSaysWhichFileWhatIsWrongAndCarriesItsCode() {
    assertRefusal("zip_os_system.bin", "weights_pickle_forbidden", "system is not among the names");
    assertRefusal("bare_pickle.pt", "weights_pickle_forbidden", "system is not among the names");
    assertRefusal("huge_expand.bin", "weights_limit_exceeded", "repeats");
    assertRefusal("size_overflow.bin", "weights_tensor_invalid", "exceeds 2^63-1");
    assertRefusal("zip_duplicate_pkl.bin", "weights_archive_invalid", "two entries are named");
    assertRefusal("zip_two_roots.bin", "weights_archive_invalid", "exactly one must be");
    assertRefusal("zip_bomb_data.bin", "weights_archive_invalid", "torch only stores");
    assertRefusal("zip_bad_crc.bin", "weights_archive_invalid", "checksum");
    assertRefusal(
        "zip_path_traversal.bin", "weights_archive_invalid", "unsafe name '../../evil.txt'");
    assertRefusal("truncated_50.bin", "weights_file_truncated", "cut short");
    assertRefusal("empty.bin", "weights_format_unknown", "the file is empty");
    assertRefusal("not_a_model.bin", "weights_format_unknown", "web page");
    assertRefusal(
        "st_header_over_limit.safetensors", "weights_limit_exceeded", "at most 100000000");
    assertRefusal("st_unknown_dtype.safetensors", "weights_dtype_unsupported", "F33");
  }

  private static void assertRefusal(String name, String code, String words) {
    WeightsException refusal = read(TorchFixtures.copy().resolve("hostile").resolve(name));
    assertThat(refusal).as(name).isNotNull();
    assertThat(refusal.getMessage()).startsWith(name + ": ").contains(words);
    assertThat(refusal.code().id()).as(refusal.getMessage()).isEqualTo(code);
  }

  private static void assertEndsAsItMust(Path folder, JsonNode listed) {
    Path file = folder.resolve(listed.get("file").textValue());
    WeightsException refusal = assertTimeoutPreemptively(PATIENCE, () -> readWithinMemory(file));
    switch (listed.get("must").textValue()) {
      case "refuse" -> assertThat(refusal).as("refusal").isNotNull();
      case "load" -> assertThat(refusal).as("refusal").isNull();
      case "refuse_or_load", "refuse_or_load_without_extracting" -> {}
      default -> throw new AssertionError("unknown expectation " + listed);
    }
    if (refusal != null) {
      assertThat(refusal.getMessage()).isNotBlank();
    }
    assertThat(MARKER).doesNotExist();
  }

  private static @Nullable WeightsException readWithinMemory(Path file) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    WeightsException refusal = read(file);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .as("bytes allocated")
        .isLessThan(MAX_ALLOCATED);
    return refusal;
  }

  /** Reads all of a file; its refusal, or null if it loads. */
  private static @Nullable WeightsException read(Path file) {
    Throwable thrown =
        catchThrowable(() -> {
          TensorSource source = WeightFiles.openEverything(file);
          source.names().forEach(source::get);
        });
    assertThat(thrown)
        .satisfiesAnyOf(
            t -> assertThat(t).isNull(), t -> assertThat(t).isInstanceOf(WeightsException.class));
    return (WeightsException) thrown;
  }
}
