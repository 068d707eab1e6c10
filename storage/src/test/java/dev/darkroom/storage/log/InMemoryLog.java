package dev.darkroom.storage.log;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.audit.AuditEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The log without a broker, for other modules' tests; it passes the same contract as the real one.
 * Every record goes through its bytes, as on the wire.
 */
public final class InMemoryLog implements LogUnderTest {
  private final int partitions;
  private final Map<String, List<Entry>> topics = new HashMap<>();
  private final Map<CommandId, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();
  private final InMemoryHooks hooks = new InMemoryHooks(this);
  private final InMemoryAudit audit = new InMemoryAudit();
  private final List<Consumer<Reply>> listeners = new CopyOnWriteArrayList<>();
  private volatile Function<Command, Optional<Reply>> scheduler = _ -> Optional.empty();
  private volatile boolean down;
  private long nonce;

  private record Entry(String key, Optional<byte[]> value) {}

  public InMemoryLog(int partitions) {
    this.partitions = partitions;
  }

  /** Answers commands from now on; an empty answer is none. */
  public void onCommand(Function<Command, Optional<Reply>> answer) {
    scheduler = answer;
  }

  /** While down, every write fails as if no broker answered, and reads find nothing new. */
  public void down(boolean isDown) {
    down = isDown;
  }

  @Override
  public SpecLog specs() {
    return new SpecLog() {
      @Override
      public SpecRef write(JobId job, JobSpec spec, Digest request) {
        String key = job + "/" + nextNonce();
        long offset = append(Topic.SPECS, job.partition(), key, Records.SPEC, spec);
        return new SpecRef(key, job.partition(), offset, request);
      }

      @Override
      public JobSpec read(SpecRef ref) {
        List<Entry> entries = entries(Topic.SPECS, ref.partition());
        if (ref.offset() >= entries.size()
            || !entries.get((int) ref.offset()).key().equals(ref.key())) {
          throw new StorageException(Code.NOT_FOUND, "no spec " + ref.key());
        }
        return Records.SPEC.decode(entries.get((int) ref.offset()).value().orElseThrow());
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public CommandSender commandSender() {
    return new CommandSender() {
      @Override
      public CompletableFuture<CommandOutcome> send(Command command, Duration wait) {
        int partition = Topics.partitionOf(command);
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        waiting.put(command.id(), reply);
        try {
          append(Topic.COMMANDS, partition, "", Records.COMMAND, command);
        } catch (StorageException e) {
          return CompletableFuture.failedFuture(e);
        }
        scheduler.apply(command).ifPresent(answer -> reply(partition, answer));
        CompletableFuture<CommandOutcome> outcome = Replies.outcomeOf(reply);
        Replies.lateAfter(wait, reply, outcome);
        return outcome;
      }

      @Override
      public CompletableFuture<Void> put(Command command) {
        int partition = Topics.partitionOf(command);
        try {
          append(Topic.COMMANDS, partition, "", Records.COMMAND, command);
        } catch (StorageException e) {
          return CompletableFuture.failedFuture(e);
        }
        scheduler.apply(command).ifPresent(answer -> reply(partition, answer));
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public Listening listen(Consumer<Reply> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
      }

      @Override
      public int partitions() {
        return partitions;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public ReportSender reportSender() {
    return new ReportSender() {
      @Override
      public CompletableFuture<Void> send(Report report, int partition) {
        try {
          append(Topic.REPORTS, partition, "", Records.REPORT, report);
          return CompletableFuture.completedFuture(null);
        } catch (StorageException e) {
          return CompletableFuture.failedFuture(e);
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public AssignmentFeed assignmentFeed(WorkerId worker) {
    int partition = worker.assignmentPartition(partitions);
    int start = entries(Topic.ASSIGNMENTS, partition).size();
    return new AssignmentFeed() {
      private int next = start;

      @Override
      public List<Assignment> poll(Duration wait) {
        List<Entry> fresh = await(Topic.ASSIGNMENTS, partition, next, wait);
        next += fresh.size();
        return fresh.stream()
            .map(e -> Records.ASSIGNMENT.decode(e.value().orElseThrow()))
            .filter(a -> a.worker().equals(worker))
            .toList();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public HookLog hooks() {
    return hooks;
  }

  @Override
  public AuditLog audit() {
    return audit;
  }

  /** Everything that was audited, in order. */
  public List<AuditEntry> audited() {
    return audit.all();
  }

  /** While so, the audit topic takes nothing. */
  public void auditDown(boolean isDown) {
    audit.down(isDown);
  }

  @Override
  public StateFeed stateFeed() {
    int[] ends = ends(Topic.STATE);
    return new StateFeed() {
      private final int[] next = new int[partitions];

      @Override
      public List<StateRecord> poll(Duration wait) {
        List<StateRecord> found = fresh();
        if (found.isEmpty()) {
          pause(wait);
          found = fresh();
        }
        return found;
      }

      private List<StateRecord> fresh() {
        List<StateRecord> found = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
          for (Entry e : await(Topic.STATE, p, next[p], Duration.ZERO)) {
            found.add(new StateRecord(p, next[p]++, e.key(), e.value().map(Records.STATE::decode)));
          }
        }
        return found;
      }

      @Override
      public boolean caughtUp() {
        for (int p = 0; p < partitions; p++) {
          if (next[p] < ends[p]) {
            return false;
          }
        }
        return true;
      }

      @Override
      public void mark() {
        System.arraycopy(ends(Topic.STATE), 0, ends, 0, partitions);
      }

      @Override
      public void close() {}
    };
  }

  int partitions() {
    return partitions;
  }

  private int[] ends(Topic topic) {
    int[] ends = new int[partitions];
    for (int p = 0; p < partitions; p++) {
      ends[p] = entries(topic, p).size();
    }
    return ends;
  }

  @Override
  public List<Command> commands(int partition) {
    return decoded(Topic.COMMANDS, partition, Records.COMMAND);
  }

  @Override
  public List<Report> reports(int partition) {
    return decoded(Topic.REPORTS, partition, Records.REPORT);
  }

  @Override
  public void reply(int partition, Reply reply) {
    append(Topic.REPLIES, partition, "", Records.REPLY, reply);
    CompletableFuture<Reply> waited = waiting.remove(reply.command());
    Reply read = Records.REPLY.decode(Records.REPLY.encode(reply));
    if (waited != null) {
      waited.complete(read);
    } else {
      listeners.forEach(listener -> listener.accept(read));
    }
  }

  @Override
  public void assign(Assignment assignment) {
    int partition = assignment.worker().assignmentPartition(partitions);
    append(Topic.ASSIGNMENTS, partition, "", Records.ASSIGNMENT, assignment);
  }

  @Override
  public void put(int partition, StateEntry entry) {
    append(Topic.STATE, partition, entry.key(), Records.STATE, entry);
  }

  @Override
  public synchronized void forget(int partition, String key) {
    entries(Topic.STATE, partition).add(new Entry(key, Optional.empty()));
    notifyAll();
  }

  @Override
  public synchronized void forgetSpec(int partition, String key) {
    entries(Topic.SPECS, partition).add(new Entry(key, Optional.empty()));
  }

  @Override
  public void close() {}

  private synchronized long nextNonce() {
    return nonce++;
  }

  private synchronized <T> long append(
      Topic topic, int partition, String key, Json<T> json, T value) {
    if (down) {
      throw new StorageException(Code.UNAVAILABLE, "the log is down");
    }
    List<Entry> entries = entries(topic, partition);
    entries.add(new Entry(key, Optional.of(json.encode(value))));
    notifyAll();
    return entries.size() - 1;
  }

  private synchronized List<Entry> entries(Topic topic, int partition) {
    return topics.computeIfAbsent(topic + "/" + partition, _ -> new ArrayList<>());
  }

  private synchronized <T> List<T> decoded(Topic topic, int partition, Json<T> json) {
    return entries(topic, partition).stream()
        .map(e -> json.decode(e.value().orElseThrow()))
        .toList();
  }

  private synchronized List<Entry> await(Topic topic, int partition, int from, Duration wait) {
    List<Entry> entries = entries(topic, partition);
    if (entries.size() <= from && !wait.isZero()) {
      pause(wait);
    }
    return down ? List.of() : List.copyOf(entries.subList(from, entries.size()));
  }

  /** Until somebody appends, or the time is over. */
  private synchronized void pause(Duration wait) {
    try {
      wait(Math.max(1, wait.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(Code.INTERRUPTED, "interrupted while waiting", e);
    }
  }
}
