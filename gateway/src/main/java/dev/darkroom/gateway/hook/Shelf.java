package dev.darkroom.gateway.hook;

import dev.darkroom.gateway.hook.HookBook.Held;
import dev.darkroom.storage.hook.Delivery;
import dev.darkroom.storage.hook.DeliveryState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The deliveries of one webhook, by when they happened and by when they are due. */
final class Shelf {
  /** The newest first. */
  private final NavigableSet<Held> all =
      new TreeSet<>(
          Comparator.comparing((Held held) -> held.delivery().happenedAt())
              .reversed()
              .thenComparing(held -> held.delivery().id()));

  /** The next due first. */
  private final TreeSet<Held> waiting =
      new TreeSet<>(Comparator.comparing(Shelf::due).thenComparing(held -> held.delivery().id()));

  private final Map<Integer, Integer> waitingOn = new HashMap<>();

  void put(Held held) {
    all.add(held);
    if (waits(held) && waiting.add(held)) {
      waitingOn.merge(held.partition(), 1, Integer::sum);
    }
  }

  void remove(Held held) {
    all.remove(held);
    if (waits(held) && waiting.remove(held)) {
      waitingOn.merge(held.partition(), -1, Integer::sum);
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  List<Held> page(Predicate<Delivery> wanted, Optional<Held> after, int limit) {
    return after.map(last -> all.tailSet(last, false)).orElse(all).stream()
        .filter(held -> wanted.test(held.delivery()))
        .limit(limit)
        .toList();
  }

  int waiting(int partition) {
    return waitingOn.getOrDefault(partition, 0);
  }

  List<Held> next(Collection<Integer> partitions, int count) {
    List<Held> next = new ArrayList<>();
    for (Held held : waiting) {
      if (next.size() == count) {
        break;
      }
      if (partitions.contains(held.partition())) {
        next.add(held);
      }
    }
    return next;
  }

  /** Ended deliveries on a partition beyond the newest {@code kept}, of before {@code before}. */
  List<Held> surplus(int partition, int kept, Instant before) {
    return all.stream()
        .filter(held -> held.partition() == partition && !waits(held))
        .skip(kept)
        .filter(held -> held.delivery().happenedAt().isBefore(before))
        .toList();
  }

  /** How many deliveries have ended in vain, one after the other, since one was taken. */
  int vain(String reason) {
    List<Delivery> ended =
        all.stream()
            .map(Held::delivery)
            .filter(delivery -> delivery.state().endedAt().isPresent())
            .sorted(
                Comparator.comparing(
                        (Delivery delivery) -> delivery.state().endedAt().orElseThrow())
                    .reversed())
            .toList();
    int count = 0;
    for (Delivery delivery : ended) {
      switch (delivery.state()) {
        case DeliveryState.Delivered _ -> {
          return count;
        }
        case DeliveryState.Failed failed -> count += failed.reason().equals(reason) ? 1 : 0;
        case DeliveryState.Waiting _ -> throw new IllegalStateException("it has ended");
      }
    }
    return count;
  }

  static Instant due(Held held) {
    return held.delivery().state() instanceof DeliveryState.Waiting waiting
        ? waiting.next()
        : Instant.MAX;
  }

  private static boolean waits(Held held) {
    return held.delivery().state() instanceof DeliveryState.Waiting;
  }
}
