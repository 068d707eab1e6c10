package dev.darkroom.gateway.view;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An ordered set that knows the place of each of its elements: a treap whose heap order is a hash
 * of the element (Seidel and Aragon 1996), so that adding, removing and ranking take logarithmic
 * time and equal sets are equal trees. Immutable: readers hold one version while a writer makes the
 * next.
 */
final class Ranked<E extends Comparable<E>> {
  private static final Ranked<?> EMPTY = new Ranked<>(null);

  private final @Nullable Node<E> root;

  private record Node<E>(E value, @Nullable Node<E> left, @Nullable Node<E> right, int size) {
    Node(E value, @Nullable Node<E> left, @Nullable Node<E> right) {
      this(value, left, right, sizeOf(left) + 1 + sizeOf(right));
    }

    /** Heap order: a multiplicative hash, so that nearly equal elements are not near. */
    int weight() {
      return value.hashCode() * 0x9E3779B1;
    }
  }

  /** What is below a bound, and what is not. */
  private record Halves<E>(@Nullable Node<E> below, @Nullable Node<E> rest) {}

  private Ranked(@Nullable Node<E> root) {
    this.root = root;
  }

  @SuppressWarnings("unchecked") // it holds nothing
  static <E extends Comparable<E>> Ranked<E> empty() {
    return (Ranked<E>) EMPTY;
  }

  int size() {
    return sizeOf(root);
  }

  /** The element's place, from 1; empty where it is not here. */
  OptionalInt rank(E element) {
    int before = 0;
    @Nullable Node<E> node = root;
    while (node != null) {
      int order = element.compareTo(node.value());
      if (order == 0) {
        return OptionalInt.of(before + sizeOf(node.left()) + 1);
      }
      if (order > 0) {
        before += sizeOf(node.left()) + 1;
      }
      node = order < 0 ? node.left() : node.right();
    }
    return OptionalInt.empty();
  }

  Ranked<E> with(E element) {
    return rank(element).isPresent()
        ? this
        : new Ranked<>(insert(root, new Node<>(element, null, null)));
  }

  Ranked<E> without(E element) {
    return rank(element).isPresent() ? new Ranked<>(remove(root, element)) : this;
  }

  private static <E extends Comparable<E>> Node<E> insert(@Nullable Node<E> node, Node<E> added) {
    if (node == null) {
      return added;
    }
    if (added.weight() > node.weight()) {
      Halves<E> halves = split(node, added.value());
      return new Node<>(added.value(), halves.below(), halves.rest());
    }
    return added.value().compareTo(node.value()) < 0
        ? new Node<>(node.value(), insert(node.left(), added), node.right())
        : new Node<>(node.value(), node.left(), insert(node.right(), added));
  }

  private static <E extends Comparable<E>> @Nullable Node<E> remove(
      @Nullable Node<E> node, E element) {
    if (node == null) {
      return null;
    }
    int order = element.compareTo(node.value());
    if (order == 0) {
      return join(node.left(), node.right());
    }
    return order < 0
        ? new Node<>(node.value(), remove(node.left(), element), node.right())
        : new Node<>(node.value(), node.left(), remove(node.right(), element));
  }

  private static <E extends Comparable<E>> Halves<E> split(@Nullable Node<E> node, E bound) {
    if (node == null) {
      return new Halves<>(null, null);
    }
    if (node.value().compareTo(bound) < 0) {
      Halves<E> right = split(node.right(), bound);
      return new Halves<>(new Node<>(node.value(), node.left(), right.below()), right.rest());
    }
    Halves<E> left = split(node.left(), bound);
    return new Halves<>(left.below(), new Node<>(node.value(), left.rest(), node.right()));
  }

  /** All of the left are below all of the right. */
  private static <E> @Nullable Node<E> join(@Nullable Node<E> left, @Nullable Node<E> right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return left.weight() >= right.weight()
        ? new Node<>(left.value(), left.left(), join(left.right(), right))
        : new Node<>(right.value(), join(left, right.left()), right.right());
  }

  private static <E> int sizeOf(@Nullable Node<E> node) {
    return node == null ? 0 : node.size();
  }
}
