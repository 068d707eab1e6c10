package dev.darkroom.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.weights.WeightsException.Code;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBackBitForBit() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (DType dtype : DType.values()) {
      tensors.put(
          "t." + dtype,
          HostTensor.ofFloats(new float[] {-1.5f, 0, 3, 100, 7, 1}, 2, 3).cast(dtype));
    }
    tensors.put("scalar", HostTensor.ofFloats(new float[] {Float.NaN}));
    tensors.put("empty", HostTensor.ofFloats(new float[0], 0, 3));
    tensors.put("naïve \"name\"\n", HostTensor.ofLongs(new long[] {Long.MIN_VALUE}, 1));
    Path file = folder.resolve("all.safetensors");

    SafetensorsWriter.write(file, tensors, Map.of("format", "pt", "note", "é"));

    var read = Safetensors.open(file);
    assertThat(read.names()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
    tensors.forEach(
        (name, tensor) -> assertThat(read.get(name).sameBits(tensor)).as(name).isTrue());
    assertThat(read.metadata()).containsOnly(Map.entry("format", "pt"), Map.entry("note", "é"));
  }

  @Test
  void equalContentGivesEqualBytesWhateverItsOrder() throws IOException {
    var a = HostTensor.ofFloats(new float[] {1, 2}, 2);
    var b = HostTensor.ofLongs(new long[] {3}, 1);
    Map<String, HostTensor> one = new LinkedHashMap<>();
    one.put("a", a);
    one.put("b", b);
    Map<String, HostTensor> two = new LinkedHashMap<>();
    two.put("b", b.cast(DType.I64));
    two.put("a", HostTensor.ofFloats(new float[] {1, 2}, 2));

    SafetensorsWriter.write(folder.resolve("1"), one, Map.of("x", "1", "y", "2"));
    SafetensorsWriter.write(folder.resolve("2"), two, Map.of("y", "2", "x", "1"));

    assertThat(folder.resolve("1")).hasSameBinaryContentAs(folder.resolve("2"));
    assertThat(Files.list(folder)).as("no temporary file is left").hasSize(2);
  }

  @Test
  void theDataBeginsAtAMultipleOf64AndEveryTensorIsAlignedToItsElements() {
    Path file = folder.resolve("aligned");
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("bytes", HostTensor.ofLongs(new long[] {1, 2, 3}, 3).cast(DType.U8));
    tensors.put("halves", HostTensor.ofFloats(new float[] {1, 2, 3}, 3).cast(DType.F16));
    tensors.put("doubles", HostTensor.ofDoubles(new double[] {1}, 1));
    SafetensorsWriter.write(file, tensors, Map.of());

    var read = Safetensors.open(file);
    assertThat(read.get("doubles").data().address() % 64).isZero();
    assertThat(read.get("halves").data().address() % 2).isZero();
  }

  @Test
  void writingToAMappedTensorDoesNotTouchTheFile() throws IOException {
    Path file = folder.resolve("private");
    SafetensorsWriter.write(file, Map.of("w", HostTensor.ofFloats(new float[] {1}, 1)), Map.of());
    byte[] before = Files.readAllBytes(file);

    HostTensor w = Safetensors.open(file).get("w");
    w.data().set(ValueLayout.JAVA_FLOAT, 0, 42);

    assertThat(w.toFloats()).containsExactly(42);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void aReplacedFileLeavesItsReadersWithTheOldOne() {
    Path file = folder.resolve("replaced");
    SafetensorsWriter.write(file, Map.of("w", HostTensor.ofFloats(new float[] {1}, 1)), Map.of());
    HostTensor old = Safetensors.open(file).get("w");

    SafetensorsWriter.write(file, Map.of("w", HostTensor.ofFloats(new float[] {2}, 1)), Map.of());

    assertThat(old.toFloats()).containsExactly(1);
    assertThat(Safetensors.open(file).get("w").toFloats()).containsExactly(2);
  }

  @Test
  void anArenaOfTheCallerUnmapsWhenItCloses() {
    Path file = folder.resolve("scoped");
    SafetensorsWriter.write(file, Map.of("w", HostTensor.ofFloats(new float[] {1}, 1)), Map.of());
    HostTensor w;
    try (Arena arena = Arena.ofShared()) {
      w = Safetensors.open(file, arena).get("w");
      assertThat(w.toFloats()).containsExactly(1);
    }
    assertThatThrownBy(w::toFloats).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aMissingTensorIsNamedBesideSomeThatExist() {
    var source = source("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4);
    assertRefused(() -> source.get("b"), Code.TENSOR_MISSING, "no tensor 'b' among 1 such as 'a'");
  }

  @Test
  void trailingSpacesInTheHeaderAreAllowedAndNothingElseIs() {
    assertThat(source("{}   ", 0).names()).isEmpty();
    assertRefused(() -> source("{} {}", 0), Code.HEADER_INVALID, "follows the closing brace");
  }

  @Test
  void everyBreachOfTheFormatSaysWhatIsWrong() {
    String fine = "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]";
    assertRefused(
        () -> tensor(fine + ",\"extra\":1"), Code.HEADER_INVALID, "unknown field 'extra'");
    assertRefused(() -> tensor(fine + ",\"dtype\":\"F32\""), Code.HEADER_INVALID, "two dtypes");
    assertRefused(
        () -> tensor(fine.replace("F32", "F8_E4M3")),
        Code.DTYPE_UNSUPPORTED,
        "tensor 'w' has dtype F8_E4M3");
    assertRefused(
        () -> tensor(fine.replace("[1]", "[1.0]")), Code.HEADER_INVALID, "VALUE_NUMBER_FLOAT");
    assertRefused(() -> tensor(fine.replace("[1]", "[-1]")), Code.HEADER_INVALID, "holds -1");
    assertRefused(
        () -> tensor(fine.replace("[1]", "[99999999999999999999]")), Code.HEADER_INVALID, "2^63-1");
    assertRefused(
        () -> tensor(fine.replace("[1]", "[2]")), Code.TENSOR_INVALID, "has 2 elements of 4 bytes");
    assertRefused(
        () -> tensor(fine.replace("[0,4]", "[4,4]")),
        Code.TENSOR_INVALID,
        "the tensors before it end at 0");
    assertRefused(
        () -> tensor(fine.replace("[0,4]", "[0,8]")), Code.FILE_TRUNCATED, "the data has 4 bytes");
    assertRefused(
        () -> tensor(fine.replace("[1]", "[4294967296,4294967296,0]")),
        Code.TENSOR_INVALID,
        "exceeds 2^63-1");
    assertRefused(
        () -> source("{\"__metadata__\":{\"a\":1}}", 0), Code.HEADER_INVALID, "__metadata__ 'a'");
    assertRefused(
        () -> source("{\"__metadata__\":{},\"__metadata__\":{}}", 0), Code.HEADER_INVALID, "twice");
    assertRefused(() -> source("{", 0), Code.HEADER_INVALID, "not valid JSON");
    assertRefused(() -> source(" {}", 0), Code.HEADER_INVALID, "begin with '{'");
    assertRefused(() -> source("{}", 1), Code.TENSOR_INVALID, "nothing may follow");
  }

  @Test
  void aTensorCannotTakeTheReservedName() {
    var tensors = Map.of("__metadata__", HostTensor.ofFloats(new float[] {1}, 1));
    assertRefused(
        () -> SafetensorsWriter.write(folder.resolve("x"), tensors, Map.of()),
        Code.HEADER_INVALID,
        "reserves");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderThatIsMissingIsNamed() {
    assertRefused(
        () -> SafetensorsWriter.write(folder.resolve("no/where"), Map.of(), Map.of()),
        Code.FILE_UNWRITABLE,
        "no/where");
    assertRefused(
        () -> Safetensors.open(folder.resolve("absent")), Code.FILE_UNREADABLE, "does not exist");
    assertRefused(() -> Safetensors.open(folder), Code.FILE_UNREADABLE, "is not a file");
  }

  private static Safetensors tensor(String fields) {
    return source("{\"w\":{" + fields + "}}", 4);
  }

  private static Safetensors source(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    return Safetensors.of(MemorySegment.ofArray(file.array()));
  }

  private static void assertRefused(Runnable action, Code code, String words) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(WeightsException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }
}
