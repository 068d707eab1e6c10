package dev.darkroom.nn;

import dev.darkroom.weights.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a module declares its weights: a place in the tree of a checkpoint's names. {@code
 * w.at("norm1")} is the place below; the root collects every declaration in order.
 */
public final class Weights {
  private final Map<String, Param> declared;
  private final String path;
  private final Optional<LowRank> beside;

  private Weights(Map<String, Param> declared, String path, Optional<LowRank> beside) {
    this.declared = declared;
    this.path = path;
    this.beside = beside;
  }

  /** The root of a model whose names stand alone, as in a diffusers folder. */
  public static Weights root() {
    return new Weights(new LinkedHashMap<>(), "", Optional.empty());
  }

  /**
   * The root of a model whose names start with {@code prefix} and a dot, so that models can share a
   * program.
   */
  public static Weights root(String prefix) {
    return new Weights(new LinkedHashMap<>(), prefix, Optional.empty());
  }

  /** The root of a model whose layers have low-rank changes beside them. */
  public static Weights root(LowRank beside) {
    return new Weights(new LinkedHashMap<>(), "", Optional.of(beside));
  }

  /** As {@link #root(LowRank)}, all names starting with {@code prefix} and a dot; "" for none. */
  public static Weights root(String prefix, LowRank beside) {
    return new Weights(new LinkedHashMap<>(), prefix, Optional.of(beside));
  }

  /** The place {@code name} below this one; dots may lead several steps down. */
  public Weights at(String name) {
    return new Weights(declared, join(name), beside);
  }

  /** The {@code i}-th of the places {@code name}, as in {@code resnets.0}. */
  public Weights at(String name, int i) {
    return at(name + "." + i);
  }

  /**
   * Declares a weight here.
   *
   * @throws IllegalArgumentException if the name is taken already
   */
  public Param param(String name, Init init, long... shape) {
    Param param = new Param(join(name), Shape.of(shape), init);
    Param other = declared.putIfAbsent(param.name(), param);
    if (other != null) {
      throw new IllegalArgumentException(
          "weight " + other + " is declared already: declare it once and share the module");
    }
    return param;
  }

  /** Everything declared at or below this place, in order of declaration. */
  public List<Param> params() {
    List<Param> below = new ArrayList<>();
    for (Param param : declared.values()) {
      if (path.isEmpty() || param.name().startsWith(path + ".")) {
        below.add(param);
      }
    }
    return List.copyOf(below);
  }

  /** This place's full name; empty at the root. */
  public String path() {
    return path;
  }

  /** What stands beside a linear layer here. */
  Side besideLinear(long in, long out) {
    return beside.map(lowRank -> lowRank.besideLinear(path, in, out)).orElse(Side.NONE);
  }

  /** What stands beside a convolution here. */
  Side besideConv(long in, long out, Conv2d.Kernel kernel) {
    return beside.map(lowRank -> lowRank.besideConv(path, in, out, kernel)).orElse(Side.NONE);
  }

  private String join(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
