package dev.darkroom.storage.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightCountTest {
  @TempDir private Path folder;

  @Test
  void theNumbersOfAllTensorsAreCountedWhateverTheirWidth() throws IOException {
    Path file =
        weights(
            """
            {"__metadata__":{"shape":"none"},
             "a":{"dtype":"F16","shape":[3,4],"data_offsets":[0,24]},
             "b":{"dtype":"F32","shape":[],"data_offsets":[24,28]},
             "c":{"dtype":"F32","shape":[0,7],"data_offsets":[28,28]}}\
            """);
    assertThat(WeightCount.of("unet/w.safetensors", file)).contains(13L);
  }

  @Test
  void aFileThatDoesNotTellIsNotCounted() throws IOException {
    assertThat(WeightCount.of("w.bin", weights("{}"))).isEmpty();
    assertThat(WeightCount.of("w.safetensors", Files.write(folder.resolve("s"), new byte[3])))
        .as("shorter than its header's length")
        .isEmpty();
    assertThat(WeightCount.of("w.safetensors", weights("no JSON"))).isEmpty();
    assertThat(
            WeightCount.of(
                "w.safetensors",
                weights("{\"a\":{\"shape\":[9223372036854775807,9223372036854775807]}}")))
        .as("more than there can be")
        .isEmpty();
  }

  private Path weights(String header) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + json.length).order(ByteOrder.LITTLE_ENDIAN);
    return Files.write(folder.resolve("w"), bytes.putLong(json.length).put(json).array());
  }
}
