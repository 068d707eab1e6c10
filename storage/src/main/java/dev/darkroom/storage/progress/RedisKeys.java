package dev.darkroom.storage.progress;

import dev.darkroom.job.id.JobId;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where progress lies in Redis:
 *
 * <pre>
 * {prefix}:progress:job:{job}          stream, the job's latest events; previews only by name
 * {prefix}:progress:job:{job}:latest   hash, the latest progress and the latest preview
 * {prefix}:progress:shard:{n}          stream, every job's events, in full
 * </pre>
 */
record RedisKeys(String prefix, int shards) {
  static RedisKeys of(RedisSettings settings) {
    return new RedisKeys(settings.prefix(), settings.limits().shards());
  }

  String stream(JobId job) {
    return prefix + ":progress:job:" + job;
  }

  String latest(JobId job) {
    return stream(job) + ":latest";
  }

  String shard(JobId job) {
    return shard(Math.floorMod(job.hashCode(), shards));
  }

  List<String> allShards() {
    return IntStream.range(0, shards).mapToObj(this::shard).toList();
  }

  private String shard(int n) {
    return prefix + ":progress:shard:" + n;
  }
}
