package dev.darkroom.nn;

/** One value in, one value out. */
@FunctionalInterface
public interface Layer {
  Layer IDENTITY = x -> x;

  Sym forward(Sym x);
}
