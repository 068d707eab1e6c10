package dev.darkroom.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What does not fit is refused while tracing, in words that name the modules and both shapes. */
class ShapeErrorsTest {
  private final Weights weights = Weights.root();
  private final Conv2d conv = Conv2d.k3(weights.at("down.0.conv1"), 4, 8);
  private final Linear linear = Linear.of(weights.at("down.0.time_emb_proj"), 16, 6);

  @Test
  void aLayerFedTheWrongWidthNamesItsWeight() {
    assertRefused(t -> conv.forward(t.input("latents", 1, 3, 8, 8)))
        .hasMessageContaining("conv2d of [1, 3, 8, 8] from input latents")
        .hasMessageContaining("[8, 4, 3, 3] from down.0.conv1.weight")
        .hasMessageContaining("4 input channels are needed with 1 groups, 3 are given");
  }

  @Test
  void aSumOfTwoModulesNamesBoth() {
    assertRefused(t ->
            conv.forward(t.input("latents", 1, 4, 8, 8))
                .plus(linear.forward(t.input("time", 1, 16)).spread(8, 8)))
        .hasMessageContaining("add of [1, 8, 8, 8] from down.0.conv1")
        .hasMessageContaining("[1, 6, 8, 8] from down.0.time_emb_proj")
        .hasMessageContaining("dimension -3 is 8 and 6");
  }

  @Test
  void impossibleShapesAreRefused() {
    assertRefused(t -> t.input("x", 2, 3).reshape(4, -1))
        .hasMessageContaining("reshape of [2, 3] to [4, -1]");
    assertRefused(t -> t.input("x", 2, 3).chunk(2, 1)).hasMessageContaining("not divisible by 2");
    assertRefused(t -> t.input("x", 2, 3).narrow(1, 2, 2)).hasMessageContaining("entries 2 to 4");
    assertRefused(t -> t.input("x", 2, 3).mean(false, 2)).hasMessageContaining("which has rank 2");
    assertRefused(t -> t.input("x", 2, 3).matmul(t.input("y", 2, 3)))
        .hasMessageContaining("columns of the first must equal rows of the second");
    assertRefused(t -> F.cat(1, t.input("x", 2, 3), t.input("y", 3, 3)))
        .hasMessageContaining("only dimension 1 may differ");
    assertRefused(t -> F.groupNorm(t.input("x", 1, 6, 2, 2), 4, null, null, 1e-5))
        .hasMessageContaining("do not divide into 4 groups");
    assertRefused(t -> F.mseLoss(t.input("x", 2, 1), t.input("y", 2)))
        .hasMessageContaining("shapes differ");
    assertRefused(t -> F.pixelShuffle(t.input("x", 1, 6, 2, 2), 2))
        .hasMessageContaining("must divide by 4");
    assertRefused(t ->
            F.attention(
                t.input("q", 1, 2, 4, 8), t.input("k", 1, 2, 4, 6), t.input("v", 1, 2, 4, 8)))
        .hasMessageContaining("batch, heads and width");
  }

  @Test
  void aValueOfAnotherTraceIsRefused() {
    Sym[] stolen = new Sym[1];
    Graph.trace("first", t -> stolen[0] = t.input("x", 2));
    assertThatThrownBy(() -> Graph.trace("second", t -> t.input("y", 2).plus(stolen[0])))
        .hasMessageContaining("belongs to another trace");
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(Consumer<Trace> body) {
    return assertThatThrownBy(() -> Graph.trace("wrong", body)).isInstanceOf(ShapeException.class);
  }
}
