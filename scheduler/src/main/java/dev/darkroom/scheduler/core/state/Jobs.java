package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every job of a partition, by id: an immutable map whose changes share all but one path with the
 * map before them. A job that waits and has never run is kept as a {@link PackedJob}.
 *
 * <p>A hash trie (Bagwell 2001; compressed as Steindorfer and Vinju 2015 do) without the hash: ids
 * are random bits already. A node has a slot for each of the next five bits that occurs below it,
 * with the one job there or a node of several; so equal maps have equal shapes, a job takes about
 * 20 bytes beside itself, and everything takes O(log n) steps of five bits.
 */
public final class Jobs implements Iterable<Map.Entry<JobId, JobRecord>> {
  private static final int BITS = 5;
  private static final int MASK = (1 << BITS) - 1;

  /** Depths that take their bits from an id's low half. */
  private static final int LOW_DEPTHS = Math.ceilDiv(Long.SIZE, BITS);

  private final int size;
  private final Node root;
  private final PackedJob.Shelf shelf;

  private Jobs(int size, Node root, PackedJob.Shelf shelf) {
    this.size = size;
    this.root = root;
    this.shelf = shelf;
  }

  public static Jobs empty() {
    return new Jobs(0, Node.EMPTY, new PackedJob.Shelf());
  }

  public int size() {
    return size;
  }

  public Optional<JobRecord> get(JobId id) {
    Object found = found(id);
    return found == null ? Optional.empty() : Optional.of(record(found, shelf));
  }

  public boolean has(JobId id) {
    return found(id) != null;
  }

  /** What stands here for a job. */
  private @Nullable Object found(JobId id) {
    Object there = root;
    for (int depth = 0; there instanceof Node node; depth++) {
      int bit = bit(id, depth);
      if ((node.bits & bit) == 0) {
        return null;
      }
      there = node.slots[node.index(bit)];
    }
    return names(there, id) ? there : null;
  }

  /** These and the job, in the place of an older record of it. */
  public Jobs with(JobId id, JobRecord job) {
    return with(id, job, has(id));
  }

  /**
   * The same.
   *
   * @param known whether there is an older record of it
   */
  Jobs with(JobId id, JobRecord job, boolean known) {
    Object entry = PackedJob.of(job, shelf).map(Object.class::cast).orElse(job);
    return new Jobs(known ? size : size + 1, root.with(id, entry, 0), shelf);
  }

  public Jobs without(JobId id) {
    if (!has(id)) {
      return this;
    }
    Object rest = root.without(id, 0);
    // A single job that is left has no node below the root: it gets the root's again.
    Node top = rest instanceof Node node ? node : Node.EMPTY.with(id(rest), rest, 0);
    return new Jobs(size - 1, top, shelf);
  }

  /** The jobs in the order of their ids' bits, from the lowest. */
  @Override
  public Iterator<Map.Entry<JobId, JobRecord>> iterator() {
    Deque<Object> path = new ArrayDeque<>();
    path.push(root);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        unfold(path);
        return !path.isEmpty();
      }

      @Override
      public Map.Entry<JobId, JobRecord> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Object entry = path.pop();
        return Map.entry(id(entry), record(entry, shelf));
      }
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Jobs that && size == that.size && root.equals(that.root);
  }

  @Override
  public int hashCode() {
    return size;
  }

  @Override
  public String toString() {
    return size + " jobs";
  }

  /** Puts a node's slots in its place, until a job is on top. */
  private static void unfold(Deque<Object> path) {
    while (path.peek() instanceof Node node) {
      path.pop();
      for (int i = node.slots.length - 1; i >= 0; i--) {
        path.push(node.slots[i]);
      }
    }
  }

  private static JobId id(Object entry) {
    return entry instanceof PackedJob packed ? packed.id() : ((JobRecord) entry).header().id();
  }

  private static boolean names(Object entry, JobId id) {
    return entry instanceof PackedJob packed
        ? packed.is(id)
        : ((JobRecord) entry).header().id().equals(id);
  }

  private static JobRecord record(Object entry, PackedJob.Shelf shelf) {
    return entry instanceof PackedJob packed ? shelf.unpacked(packed) : (JobRecord) entry;
  }

  /** The bit that stands for an id's five at a depth. */
  private static int bit(JobId id, int depth) {
    long bits =
        depth < LOW_DEPTHS
            ? id.low() >>> (BITS * depth)
            : id.high() >>> (BITS * (depth - LOW_DEPTHS));
    return 1 << (bits & MASK);
  }

  private static final class Node {
    static final Node EMPTY = new Node(0, new Object[0]);

    /** Which slots there are. */
    final int bits;

    /** Each a node of two jobs or more, a {@link PackedJob} or a {@link JobRecord}. */
    final Object[] slots;

    Node(int bits, Object[] slots) {
      this.bits = bits;
      this.slots = slots;
    }

    int index(int bit) {
      return Integer.bitCount(bits & (bit - 1));
    }

    Node with(JobId id, Object entry, int depth) {
      int bit = bit(id, depth);
      int index = index(bit);
      if ((bits & bit) == 0) {
        Object[] wider = new Object[slots.length + 1];
        System.arraycopy(slots, 0, wider, 0, index);
        wider[index] = entry;
        System.arraycopy(slots, index, wider, index + 1, slots.length - index);
        return new Node(bits | bit, wider);
      }
      return replaced(index, below(slots[index], id, entry, depth + 1));
    }

    /** What stands in a slot once the entry is there too. */
    private static Object below(Object there, JobId id, Object entry, int depth) {
      if (there instanceof Node node) {
        return node.with(id, entry, depth);
      }
      JobId other = id(there);
      return other.equals(id) ? entry : EMPTY.with(other, there, depth).with(id, entry, depth);
    }

    /** What is left: a node, or the last of its jobs. */
    Object without(JobId id, int depth) {
      int bit = bit(id, depth);
      int index = index(bit);
      if (slots[index] instanceof Node node) {
        return lifted(replaced(index, node.without(id, depth + 1)), depth);
      }
      Object[] fewer = new Object[slots.length - 1];
      System.arraycopy(slots, 0, fewer, 0, index);
      System.arraycopy(slots, index + 1, fewer, index, fewer.length - index);
      return lifted(new Node(bits & ~bit, fewer), depth);
    }

    /** A node of one job is that job, wherever it is not the root. */
    private static Object lifted(Node node, int depth) {
      boolean one = depth > 0 && node.slots.length == 1 && !(node.slots[0] instanceof Node);
      return one ? node.slots[0] : node;
    }

    private Node replaced(int index, Object slot) {
      Object[] changed = slots.clone();
      changed[index] = slot;
      return new Node(bits, changed);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other
          || (other instanceof Node that && bits == that.bits && Arrays.equals(slots, that.slots));
    }

    @Override
    public int hashCode() {
      return bits;
    }
  }
}
