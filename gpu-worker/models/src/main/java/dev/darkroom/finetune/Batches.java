package dev.darkroom.finetune;

import dev.darkroom.image.Buckets.Bucket;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.training.StepRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which pictures each call of a training gets: all of one bucket, every picture equally often an
 * epoch, in an order that is shuffled anew every epoch. A bucket's last batch is filled up from its
 * first pictures. A function of the seed and the call's number.
 */
final class Batches {
  /** Keeps the streams of epochs apart from those of steps. */
  private static final long ORDER = 0x6261746368L;

  private final SortedMap<Bucket, List<Integer>> pictures = new TreeMap<>();
  private final int size;
  private final long seed;
  private long shuffledEpoch = -1;
  private List<Batch> order = List.of();

  /** Pictures by their number, all of one bucket. */
  record Batch(Bucket bucket, List<Integer> pictures) {}

  /**
   * Batches of so many pictures.
   *
   * @param buckets of each picture
   * @param repeats of every picture in an epoch
   */
  Batches(List<Bucket> buckets, int repeats, int size, long seed) {
    for (int i = 0; i < repeats * buckets.size(); i++) {
      int picture = i % buckets.size();
      pictures.computeIfAbsent(buckets.get(picture), _ -> new ArrayList<>()).add(picture);
    }
    this.size = size;
    this.seed = seed ^ ORDER;
  }

  /** How many calls see every picture. */
  int perEpoch() {
    return pictures.values().stream().mapToInt(in -> Math.ceilDiv(in.size(), size)).sum();
  }

  /** The bucket that most pictures are in. */
  Bucket commonest() {
    Bucket most = pictures.firstKey();
    for (Bucket bucket : pictures.keySet()) {
      if (count(bucket) > count(most)) {
        most = bucket;
      }
    }
    return most;
  }

  private int count(Bucket bucket) {
    return pictures.getOrDefault(bucket, List.of()).size();
  }

  /** The pictures of call {@code part}, counted from 0 over the whole training. */
  Batch of(long part) {
    int perEpoch = perEpoch();
    long epoch = part / perEpoch;
    if (epoch != shuffledEpoch) {
      order = shuffled(epoch);
      shuffledEpoch = epoch;
    }
    return order.get((int) (part % perEpoch));
  }

  private List<Batch> shuffled(long epoch) {
    TorchRandom random = StepRandom.of(seed, epoch);
    List<Batch> batches = new ArrayList<>();
    pictures.forEach((bucket, in) -> {
      int[] shuffle = random.randperm(in.size());
      for (int first = 0; first < in.size(); first += size) {
        List<Integer> chosen = new ArrayList<>();
        for (int b = 0; b < size; b++) {
          chosen.add(in.get(shuffle[(first + b) % in.size()]));
        }
        batches.add(new Batch(bucket, List.copyOf(chosen)));
      }
    });
    List<Batch> mixed = new ArrayList<>();
    for (int at : random.randperm(batches.size())) {
      mixed.add(batches.get(at));
    }
    return mixed;
  }
}
