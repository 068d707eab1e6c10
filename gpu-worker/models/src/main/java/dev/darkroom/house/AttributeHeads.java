package dev.darkroom.house;

import dev.darkroom.nn.Call;
import dev.darkroom.nn.F;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.DType;
import dev.darkroom.world.Ask;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.Term;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A linear head an attribute, which reads from features what they say of it, or that they leave it
 * free. Heads make an encoder keep every attribute, and are thrown away after the training.
 */
final class AttributeHeads {
  private final Map<Attribute, Linear> heads = new EnumMap<>(Attribute.class);

  AttributeHeads(Weights w, int width) {
    for (Attribute attribute : Attribute.values()) {
      heads.put(attribute, Linear.of(w.at(attribute.name()), width, attribute.terms().size() + 1L));
    }
  }

  /** The mean over attributes of the cross entropy: a scalar. */
  Sym loss(Sym features, String prefix) { // (B, E)
    Sym sum = null;
    for (Attribute attribute : Attribute.values()) {
      Sym classes = features.trace().ids(prefix + "_" + attribute.words(), features.dim(0));
      Sym logits = Objects.requireNonNull(heads.get(attribute)).forward(features).to(DType.F32);
      Sym error = F.crossEntropy(logits, classes);
      sum = sum == null ? error : sum.plus(error);
    }
    return Objects.requireNonNull(sum).over(Attribute.values().length);
  }

  /** Gives a call what the features are of. */
  void feed(Call call, String prefix, List<Ask> asks) {
    for (Attribute attribute : Attribute.values()) {
      long[] classes = asks.stream().mapToLong(ask -> classOf(attribute, ask)).toArray();
      call.in(prefix + "_" + attribute.words(), classes);
    }
  }

  /** The term's number, or the one after the last for an attribute that is left free. */
  static long classOf(Attribute attribute, Ask ask) {
    List<Term> terms = attribute.terms();
    return ask.get(attribute).map(t -> (long) terms.indexOf(t)).orElse((long) terms.size());
  }
}
