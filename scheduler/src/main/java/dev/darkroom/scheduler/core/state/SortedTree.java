package dev.darkroom.scheduler.core.state;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map: every change gives a new map that shares all but O(log n) nodes with the
 * old one, so that a decision which is not committed costs nothing to forget.
 *
 * <p>A weight-balanced tree (Adams 1992, with the balance (3, 2) that Hirai and Yamamoto 2011 prove
 * right). Every node knows its size, so a key's rank is O(log n) too.
 */
public final class SortedTree<K extends Comparable<? super K>, V>
    implements Iterable<Map.Entry<K, V>> {
  /** A side may weigh this many times the other. */
  private static final int DELTA = 3;

  /** A heavy side is rotated once while its inner part weighs less than this many outer parts. */
  private static final int GAMMA = 2;

  private final @Nullable Node<K, V> root;

  private SortedTree(@Nullable Node<K, V> root) {
    this.root = root;
  }

  public static <K extends Comparable<? super K>, V> SortedTree<K, V> empty() {
    return new SortedTree<>(null);
  }

  public int size() {
    return size(root);
  }

  public boolean isEmpty() {
    return root == null;
  }

  public Optional<V> get(K key) {
    Node<K, V> node = root;
    while (node != null) {
      int order = key.compareTo(node.key);
      if (order == 0) {
        return Optional.of(node.value);
      }
      node = order < 0 ? node.left : node.right;
    }
    return Optional.empty();
  }

  public boolean has(K key) {
    return get(key).isPresent();
  }

  /** The entry with the smallest key. */
  public Optional<Map.Entry<K, V>> first() {
    return root == null ? Optional.empty() : Optional.of(leftmost(root));
  }

  /** How many keys are smaller than this one. */
  public int rank(K key) {
    int before = 0;
    Node<K, V> node = root;
    while (node != null) {
      if (key.compareTo(node.key) <= 0) {
        node = node.left;
      } else {
        before += size(node.left) + 1;
        node = node.right;
      }
    }
    return before;
  }

  public SortedTree<K, V> with(K key, V value) {
    return new SortedTree<>(put(root, key, value));
  }

  public SortedTree<K, V> without(K key) {
    return has(key) ? new SortedTree<>(remove(root, key)) : this;
  }

  /** The entries from the smallest key on. */
  @Override
  public Iterator<Map.Entry<K, V>> iterator() {
    Deque<Node<K, V>> path = new ArrayDeque<>();
    descend(path, root);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !path.isEmpty();
      }

      @Override
      public Map.Entry<K, V> next() {
        if (path.isEmpty()) {
          throw new NoSuchElementException();
        }
        Node<K, V> node = path.pop();
        descend(path, node.right);
        return node;
      }
    };
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof SortedTree<?, ?> that) || size() != that.size()) {
      return false;
    }
    Iterator<?> theirs = that.iterator();
    for (Map.Entry<K, V> mine : this) {
      if (!mine.equals(theirs.next())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (Map.Entry<K, V> entry : this) {
      hash = 31 * hash + entry.hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (Map.Entry<K, V> entry : this) {
      text.append(text.length() == 1 ? "" : ", ").append(entry);
    }
    return text.append('}').toString();
  }

  private static <K, V> void descend(Deque<Node<K, V>> path, @Nullable Node<K, V> from) {
    for (Node<K, V> node = from; node != null; node = node.left) {
      path.push(node);
    }
  }

  private static <K extends Comparable<? super K>, V> Node<K, V> put(
      @Nullable Node<K, V> node, K key, V value) {
    if (node == null) {
      return new Node<>(key, value, null, null);
    }
    int order = key.compareTo(node.key);
    if (order == 0) {
      return new Node<>(key, value, node.left, node.right);
    }
    return order < 0
        ? balanced(node, put(node.left, key, value), node.right)
        : balanced(node, node.left, put(node.right, key, value));
  }

  private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> remove(
      @Nullable Node<K, V> node, K key) {
    if (node == null) {
      return null;
    }
    int order = key.compareTo(node.key);
    if (order < 0) {
      return balanced(node, remove(node.left, key), node.right);
    }
    if (order > 0) {
      return balanced(node, node.left, remove(node.right, key));
    }
    if (node.left == null) {
      return node.right;
    }
    if (node.right == null) {
      return node.left;
    }
    Node<K, V> heir = leftmost(node.right);
    return balanced(heir, node.left, remove(node.right, heir.key));
  }

  /** A node of {@code top}'s key over two trees, of which one has gained or lost a node. */
  private static <K, V> Node<K, V> balanced(
      Node<K, V> top, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    if (size(left) + size(right) > 1) {
      if (right != null && size(right) > DELTA * size(left)) {
        return raisedRight(top, left, right);
      }
      if (left != null && size(left) > DELTA * size(right)) {
        return raisedLeft(top, left, right);
      }
    }
    return top.over(left, right);
  }

  private static <K, V> Node<K, V> raisedRight(
      Node<K, V> top, @Nullable Node<K, V> left, Node<K, V> right) {
    Node<K, V> inner = right.left;
    if (inner == null || size(inner) < GAMMA * size(right.right)) {
      return right.over(top.over(left, inner), right.right);
    }
    return inner.over(top.over(left, inner.left), right.over(inner.right, right.right));
  }

  private static <K, V> Node<K, V> raisedLeft(
      Node<K, V> top, Node<K, V> left, @Nullable Node<K, V> right) {
    Node<K, V> inner = left.right;
    if (inner == null || size(inner) < GAMMA * size(left.left)) {
      return left.over(left.left, top.over(inner, right));
    }
    return inner.over(left.over(left.left, inner.left), top.over(inner.right, right));
  }

  private static <K, V> Node<K, V> leftmost(Node<K, V> node) {
    Node<K, V> first = node;
    while (first.left != null) {
      first = first.left;
    }
    return first;
  }

  private static int size(@Nullable Node<?, ?> node) {
    return node == null ? 0 : node.size;
  }

  private static final class Node<K, V> implements Map.Entry<K, V> {
    final K key;
    final V value;
    final int size;
    final @Nullable Node<K, V> left;
    final @Nullable Node<K, V> right;

    Node(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      size = SortedTree.size(left) + SortedTree.size(right) + 1;
    }

    Node<K, V> over(@Nullable Node<K, V> newLeft, @Nullable Node<K, V> newRight) {
      return new Node<>(key, value, newLeft, newRight);
    }

    @Override
    public K getKey() {
      return key;
    }

    @Override
    public V getValue() {
      return value;
    }

    @Override
    public V setValue(V ignored) {
      throw new UnsupportedOperationException("the tree is immutable");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Map.Entry<?, ?> that
          && key.equals(that.getKey())
          && value.equals(that.getValue());
    }

    @Override
    public int hashCode() {
      return Objects.hashCode(key) ^ Objects.hashCode(value);
    }

    @Override
    public String toString() {
      return key + "=" + value;
    }
  }
}
