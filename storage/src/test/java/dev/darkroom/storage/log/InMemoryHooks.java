package dev.darkroom.storage.log;

import dev.darkroom.job.JobRecord;
import dev.darkroom.storage.hook.HookEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hooks topic without a broker. One share owns everything until it is closed. */
final class InMemoryHooks implements HookLog {
  private static final Duration SHORT = Duration.ofMillis(5);

  private final InMemoryLog log;
  private final List<HookChange> changes = new ArrayList<>();
  private final Map<Integer, Instant> marks = new HashMap<>();
  private final Map<Integer, Long> offsets = new HashMap<>();
  private @Nullable Share owner;

  InMemoryHooks(InMemoryLog log) {
    this.log = log;
  }

  @Override
  public int partitions() {
    return log.partitions();
  }

  @Override
  public void put(int partition, HookEntry entry) {
    HookEntry copy = Records.HOOK.decode(Records.HOOK.encode(entry));
    append(List.of(HookChange.put(partition, copy)));
  }

  @Override
  public void forget(int partition, String key) {
    append(List.of(HookChange.forget(partition, key)));
  }

  @Override
  public HookFeed feed() {
    return new Feed();
  }

  @Override
  public HookShare share() {
    return new Share();
  }

  private synchronized void append(List<HookChange> more) {
    changes.addAll(more);
    notifyAll();
  }

  private synchronized int size() {
    return changes.size();
  }

  private synchronized List<HookChange> from(int next, Duration wait) {
    try {
      if (changes.size() <= next) {
        wait(Math.max(1, wait.toMillis()));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return List.copyOf(changes.subList(next, changes.size()));
  }

  private final class Feed implements HookFeed {
    private int next;
    private int end = size();

    @Override
    public List<HookChange> poll(Duration wait) {
      List<HookChange> found = from(next, wait);
      next += found.size();
      return found;
    }

    @Override
    public boolean caughtUp() {
      return next >= end;
    }

    @Override
    public void mark() {
      end = size();
    }

    @Override
    public void close() {}
  }

  private record Read(int partition, Optional<JobRecord> job) implements HookShare.JobNews {}

  private final class Share implements HookShare {
    private final StateFeed feed = log.stateFeed();
    private final Map<Integer, Long> read = new HashMap<>();

    @Override
    public List<JobNews> poll(Duration wait) {
      if (!owns()) {
        var _ = from(size(), SHORT);
        return List.of();
      }
      List<JobNews> news = new ArrayList<>();
      for (StateRecord record : feed.poll(wait)) {
        boolean known = record.offset() < offsets.getOrDefault(record.partition(), 0L);
        read.put(record.partition(), record.offset() + 1);
        if (!known && record.entry().orElse(null) instanceof StateEntry.JobEntry entry) {
          news.add(new Read(record.partition(), Optional.of(entry.job())));
        }
      }
      return news;
    }

    @Override
    public Map<Integer, Instant> owned() {
      Map<Integer, Instant> own = new HashMap<>();
      for (int p = 0; owns() && p < partitions(); p++) {
        own.put(p, marks.getOrDefault(p, Instant.EPOCH));
      }
      return own;
    }

    @Override
    public boolean commit(List<HookChange> more, Map<Integer, Instant> newMarks) {
      synchronized (InMemoryHooks.this) {
        marks.putAll(newMarks);
        offsets.putAll(read);
        append(
            more.stream()
                .map(c ->
                    new HookChange(
                        c.partition(),
                        c.key(),
                        c.entry().map(e -> Records.HOOK.decode(Records.HOOK.encode(e)))))
                .toList());
      }
      return true;
    }

    @Override
    public void close() {
      synchronized (InMemoryHooks.this) {
        owner = owner == this ? null : owner;
      }
    }

    private boolean owns() {
      synchronized (InMemoryHooks.this) {
        owner = Optional.ofNullable(owner).orElse(this);
        return owner == this;
      }
    }
  }
}
