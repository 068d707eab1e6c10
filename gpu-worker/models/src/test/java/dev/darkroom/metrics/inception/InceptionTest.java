package dev.darkroom.metrics.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Resize;
import dev.darkroom.image.Rgb;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.TensorSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The network and its three inputs give what an independent writing of them in plain torch and
 * Pillow gave, over weights that both sides make from the same numbers. The file holds one picture
 * after the other: pytorch-fid's way, torch-fidelity's, clean-fid's.
 */
class InceptionTest {
  private static final TensorSource EXPECTED =
      Safetensors.open(Path.of("src/test/resources/inception/expected.safetensors"));
  private static final int EVERY = 23;

  @Test
  void eachWayOfPreparingAPictureGivesItsOwnPlanes() {
    float[] wanted = EXPECTED.get("inputs").toFloats(); // (3, 3, 13, 13)
    int at = 0;
    for (InceptionInput input : InceptionInput.values()) {
      float[] x = new float[3 * Inception.SIDE * Inception.SIDE];
      input.write(picture(), x, 0);
      for (int c = 0; c < 3; c++) {
        for (int row = 0; row < Inception.SIDE; row += EVERY) {
          for (int column = 0; column < Inception.SIDE; column += EVERY) {
            float value = x[(c * Inception.SIDE + row) * Inception.SIDE + column];
            assertThat(value).as(input.id()).isCloseTo(wanted[at++], within(2e-5f));
          }
        }
      }
    }
    assertThat(at).isEqualTo(wanted.length);
  }

  @Test
  void floatsShrinkByABicubicFilterWithoutRounding() {
    float[] wanted = EXPECTED.get("shrunk").toFloats(); // (3, 11, 20)
    byte[] data = picture().toBytes();
    for (int c = 0; c < 3; c++) {
      float[] plane = new float[53 * 37];
      for (int p = 0; p < plane.length; p++) {
        plane[p] = data[3 * p + c] & 0xFF;
      }
      float[] small = Resize.plane(plane, 53, 37, 20, 11, Resize.Filter.BICUBIC);
      for (int p = 0; p < small.length; p++) {
        assertThat(small[p]).isCloseTo(wanted[c * small.length + p], within(1e-4f));
      }
    }
  }

  @Test
  void featuresAreThoseOfTensorFlowsGraph() {
    float[] wanted = EXPECTED.get("features").toFloats(); // (3, 2048)
    TensorSource weights = weights();
    int at = 0;
    for (InceptionInput input : InceptionInput.values()) {
      try (InceptionModel model = new InceptionModel(weights, input, RunConfig.reference())) {
        for (float value : model.pictures(List.of(picture())).getFirst()) {
          assertThat(value).as(input.id()).isCloseTo(wanted[at++], within(2e-3f));
        }
      }
    }
    assertThat(at).isEqualTo(3 * Inception.WIDTH);
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() {
    TensorSource other = TensorSource.of(Map.of(), Map.of());

    assertThatThrownBy(
            () -> new InceptionModel(other, InceptionInput.CLEAN_FID, RunConfig.reference()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("Conv2d_1a_3x3.conv.weight of shape [32, 3, 3, 3] is missing");
  }

  private static Rgb picture() {
    int[] pixels = new int[53 * 37];
    for (int y = 0; y < 37; y++) {
      for (int x = 0; x < 53; x++) {
        int red = (x * 7 + y * 3) % 256;
        int green = (x * x + 5 * y) % 256;
        int blue = (11 * y + x * y) % 256;
        pixels[y * 53 + x] = red << 16 | green << 8 | blue;
      }
    }
    return Rgb.ofPixels(53, 37, pixels);
  }

  /** Every weight from its name by SplitMix64, at a scale that keeps the layers' outputs alike. */
  private static TensorSource weights() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    new Inception(Weights.root())
        .params()
        .forEach(p -> tensors.put(p.name(), weight(p.name(), p.shape().dims())));
    return TensorSource.of(tensors, Map.of());
  }

  private static HostTensor weight(String name, long[] shape) {
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    long fanIn = shape.length == 4 ? shape[1] * shape[2] * shape[3] : 1;
    double bound = Math.sqrt(6.0 / fanIn);
    int count = 1;
    for (long extent : shape) {
      count = Math.toIntExact(count * extent);
    }
    float[] values = new float[count];
    long state = crc.getValue();
    for (int i = 0; i < count; i++) {
      state += 0x9E3779B97F4A7C15L;
      double u = (mixed(state) >>> 40) * 0x1p-24;
      values[i] =
          (float)
              (name.endsWith("conv.weight")
                  ? (2 * u - 1) * bound
                  : name.endsWith("bn.weight") || name.endsWith("running_var")
                      ? 0.5 + u
                      : (2 * u - 1) * 0.1);
    }
    return HostTensor.ofFloats(values, shape);
  }

  private static long mixed(long z) {
    long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
