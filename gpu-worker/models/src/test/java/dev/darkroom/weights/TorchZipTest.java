package dev.darkroom.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.weights.WeightsException.Code;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TorchZipTest {
  /** {"w": a float tensor of shape [2] over storage 0}, as torch.save pickles it. */
  private static final String PICKLE =
      "\u0080\2}X\1\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\nFloatStorage\n"
          + "X\1\0\0\0000X\3\0\0\0cpuK\2tQK\0K\2\u0085K\1\u0085\u0089ccollections\nOrderedDict\n)RtRs.";

  private static final String FLOATS = "\0\0\u0080\u003f\0\0\0\u0040"; // 1, 2

  @Test
  void aPlainArchiveIsRead() {
    assertThat(TorchFile.of(torch().build()).get("w").toFloats()).containsExactly(1, 2);
  }

  @Test
  void anArchiveWith64BitSizesIsRead() {
    assertThat(TorchFile.of(torch().zip64().build()).get("w").toFloats()).containsExactly(1, 2);
  }

  @Test
  void bigEndianOrNewerFilesAreRefused() {
    assertRefused(torch().entry("m/byteorder", "big"), Code.ARCHIVE_INVALID, "byte order 'big'");
    assertRefused(torch().entry("m/version", "11\n"), Code.ARCHIVE_INVALID, "up to 10 are read");
    assertThat(
            TorchFile.of(torch().entry("m/byteorder", "little").entry("m/version", "3\n").build())
                .names())
        .containsExactly("w");
  }

  @Test
  void entriesThatTorchNeverWritesAreRefused() {
    assertRefused(
        torch().entry("m/x", new byte[1], 1, 0), Code.ARCHIVE_INVALID, "'m/x' is encrypted");
    assertRefused(
        torch().entry("m/x", new byte[1], 0, 8),
        Code.ARCHIVE_INVALID,
        "'m/x' is compressed (method 8)");
    assertRefused(torch().entry("m/a\\b", "x"), Code.ARCHIVE_INVALID, "unsafe name");
    assertRefused(torch().entry("m/\n", "x"), Code.ARCHIVE_INVALID, "unsafe name 'm/?'");
    assertRefused(
        torch().entry("n/x", "x"), Code.ARCHIVE_INVALID, "'n/x' lies outside the root folder 'm'");
    assertRefused(torch().alias("m/y"), Code.ARCHIVE_INVALID, "another name in its own header");
    assertRefused(
        torch().entry("m/data/0", "x"), Code.ARCHIVE_INVALID, "two entries are named 'm/data/0'");
    assertRefused(
        new ZipBuilder().entry("data.pkl", PICKLE), Code.ARCHIVE_INVALID, "exactly one must be");
  }

  @Test
  void whatFollowsThePickleOrTheArchiveIsRefused() {
    assertRefused(
        new ZipBuilder().entry("m/data.pkl", PICKLE + "x").entry("m/data/0", FLOATS),
        Code.PICKLE_INVALID,
        "1 bytes follow the pickle");
    byte[] archive = torch().build().toArray(ValueLayout.JAVA_BYTE);
    byte[] longer = Arrays.copyOf(archive, archive.length + 1);
    assertRefused(
        MemorySegment.ofArray(longer), Code.FILE_TRUNCATED, "directory at its end is missing");
  }

  @Test
  void aStorageOfAnotherSizeOrNoneIsRefused() {
    assertRefused(
        new ZipBuilder().entry("m/data.pkl", PICKLE).entry("m/data/0", FLOATS + "x"),
        Code.TENSOR_INVALID,
        "its data has 9 bytes");
    assertRefused(
        new ZipBuilder().entry("m/data.pkl", PICKLE), Code.TENSOR_INVALID, "no entry 'data/0'");
  }

  @Test
  void aTensorWithHooksIsRefused() {
    String hooked = PICKLE.replace("OrderedDict\n)R", "OrderedDict\n)RX\1\0\0\0hK\1s");
    assertRefused(
        new ZipBuilder().entry("m/data.pkl", hooked).entry("m/data/0", FLOATS),
        Code.PICKLE_FORBIDDEN,
        "with hooks");
  }

  private static ZipBuilder torch() {
    return new ZipBuilder().entry("m/data.pkl", PICKLE).entry("m/data/0", FLOATS);
  }

  private static void assertRefused(ZipBuilder zip, Code code, String words) {
    assertRefused(zip.build(), code, words);
  }

  private static void assertRefused(MemorySegment file, Code code, String words) {
    assertThatThrownBy(() -> WeightFiles.of(file))
        .hasMessageContaining(words)
        .isInstanceOfSatisfying(WeightsException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
