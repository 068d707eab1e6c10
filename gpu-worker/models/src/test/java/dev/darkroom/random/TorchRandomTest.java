package dev.darkroom.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.TensorSource;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What torch's generator gave, from the case {@code rng/torch-cpu}. */
class TorchRandomTest {
  private static final TensorSource TORCH =
      Safetensors.open(Fixtures.folder("rng/torch-cpu").resolve("expected.safetensors"));

  /** A tensor's name: what was called, the seed, and how many values. */
  record Call(String what, long seed, int n) {
    static Call of(String name) {
      String[] parts = name.split("\\.");
      return new Call(parts[0], Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
    }

    String name() {
      return "%s.%d.%d".formatted(what, seed, n);
    }
  }

  static Stream<Call> calls() {
    return TORCH.names().stream().filter(name -> !name.startsWith("mix")).map(Call::of);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aSeedGivesTheBitsThatTorchGives(Call call) {
    TorchRandom random = TorchRandom.seeded(call.seed());
    switch (call.what()) {
      case "randn" ->
          assertThat(random.randn(call.n())).isEqualTo(TORCH.get(call.name()).toFloats());
      case "rand" -> assertThat(random.rand(call.n())).isEqualTo(TORCH.get(call.name()).toFloats());
      case "randn_f64" ->
          assertThat(random.randnF64(call.n()))
              .containsExactly(TORCH.get(call.name()).toDoubles(), within(1e-14));
      case "randint_0_1000" ->
          assertThat(random.randint(0, 1000, call.n())).isEqualTo(TORCH.get(call.name()).toLongs());
      case "randperm" ->
          assertThat(Arrays.stream(random.randperm(call.n())).asLongStream().toArray())
              .isEqualTo(TORCH.get(call.name()).toLongs());
      default -> throw new AssertionError(call);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 42, 12345, 4294967296L, 9007199254740991L})
  void theSpareNormalSurvivesOtherCalls(long seed) {
    TorchRandom random = TorchRandom.seeded(seed);
    assertThat(random.randn(3)).isEqualTo(TORCH.get("mix_a." + seed).toFloats());
    assertThat(random.randint(0, 1000, 4)).isEqualTo(TORCH.get("mix_b." + seed).toLongs());
    assertThat(random.randn(3)).isEqualTo(TORCH.get("mix_c." + seed).toFloats());
    assertThat(random.randn(4 * 8 * 8)).isEqualTo(TORCH.get("mix_d." + seed).toFloats());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 16, 700, 5000})
  void aRestoredStreamGoesOnAsTheSavedOne(int drawn) {
    TorchRandom random = TorchRandom.seeded(7);
    random.randn(drawn);
    TorchRandom restored = TorchRandom.restore(random.save());
    assertThat(restored.save()).isEqualTo(random.save());
    assertThat(restored.randn(5)).isEqualTo(random.randn(5));
    assertThat(restored.randn(1000)).isEqualTo(random.randn(1000));
    assertThat(restored.randperm(100)).isEqualTo(random.randperm(100));
  }

  @Test
  void bytesThatAreNoStateAreRefused() {
    assertThatThrownBy(() -> TorchRandom.restore(new byte[10]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 bytes are no saved generator");
    byte[] state = TorchRandom.seeded(1).save();
    state[4] = 1; // a position far outside the state
    assertThatThrownBy(() -> TorchRandom.restore(state))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not in 0..624");
  }

  @Test
  void wideRangesOfIntegersTakeSixtyFourBits() {
    long[] values = TorchRandom.seeded(3).randint(-(1L << 40), 1L << 40, 1000);
    assertThat(Arrays.stream(values).allMatch(v -> v >= -(1L << 40) && v < 1L << 40)).isTrue();
    assertThat(Arrays.stream(values).filter(v -> Math.abs(v) > 1L << 38).count())
        .isGreaterThan(500);
  }

  @Test
  void anEmptyRangeIsRefused() {
    assertThatThrownBy(() -> TorchRandom.seeded(0).randint(5, 5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[5, 5) is empty");
  }

  @Test
  void aPermutationHoldsEveryNumberOnce() {
    assertThat(IntStream.of(TorchRandom.seeded(9).randperm(257)).sorted().toArray())
        .isEqualTo(IntStream.range(0, 257).toArray());
  }
}
