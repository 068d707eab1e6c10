package dev.darkroom.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.audit.AuditEntry;
import dev.darkroom.storage.audit.AuditPage;
import dev.darkroom.storage.audit.AuditQuery;
import dev.darkroom.storage.hook.HookEntry;
import dev.darkroom.storage.hook.HookSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every log keeps to. Four partitions, each test on a log of its own. */
public abstract class LogContract {
  protected static final int PARTITIONS = 4;
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofMillis(50);

  private LogUnderTest log;

  /** A fresh log of {@link #PARTITIONS} partitions. */
  protected abstract LogUnderTest open();

  @BeforeEach
  void openLog() {
    log = open();
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void aSpecIsReadBackWhereItsReferenceSays() {
    try (SpecLog specs = log.specs()) {
      JobId id = Samples.job(1, 3);
      SpecRef ref = specs.write(id, Samples.generation(), Samples.DIGEST);
      assertThat(ref.partition()).isEqualTo(3);
      assertThat(ref.key()).startsWith(id + "/");
      assertThat(ref.digest()).isEqualTo(Samples.DIGEST);
      assertThat(specs.read(ref)).isEqualTo(Samples.generation());
    }
  }

  @Test
  void aRepeatedWriteLeavesTheFirstSpecAlone() {
    try (SpecLog specs = log.specs()) {
      JobId id = Samples.job(1, 3);
      SpecRef first = specs.write(id, Samples.generation(), Samples.DIGEST);
      SpecRef second = specs.write(id, Samples.noop(), Digest.of(new byte[1]));
      log.forgetSpec(second.partition(), second.key());
      assertThat(second.key()).isNotEqualTo(first.key());
      assertThat(specs.read(first)).isEqualTo(Samples.generation());
    }
  }

  @Test
  void aReferenceToNothingIsNotFound() {
    try (SpecLog specs = log.specs()) {
      SpecRef ref = specs.write(Samples.job(1, 3), Samples.noop(), Samples.DIGEST);
      for (SpecRef wrong :
          List.of(
              new SpecRef(ref.key(), ref.partition(), ref.offset() + 1, ref.digest()),
              new SpecRef(ref.key(), ref.partition(), ref.offset() + 1_000, ref.digest()),
              new SpecRef(ref.key(), 1, ref.offset(), ref.digest()),
              new SpecRef("other", ref.partition(), ref.offset(), ref.digest()))) {
        assertThatExceptionOfType(StorageException.class)
            .isThrownBy(() -> specs.read(wrong))
            .extracting(StorageException::code)
            .isEqualTo(Code.NOT_FOUND);
      }
    }
  }

  @Test
  void aSpecOverTheLimitIsRefusedBeforeItIsSent() {
    JobSpec large =
        new JobSpec.Generation(
            ModelRef.parse("m"), "x".repeat(1_000_000), "", 1, 1, 1, "ddim", 8, 8, 1);
    try (SpecLog specs = log.specs()) {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> specs.write(Samples.job(1, 0), large, Samples.DIGEST))
          .extracting(StorageException::code)
          .isEqualTo(Code.TOO_LARGE);
    }
  }

  @Test
  void aCommandIsAnsweredByTheReplyThatNamesIt() throws Exception {
    try (CommandSender sender = log.commandSender()) {
      List<Command> commands = Samples.commands().subList(0, 2);
      List<CompletableFuture<CommandOutcome>> sent =
          commands.stream().map(c -> sender.send(c, SOON)).toList();
      await().atMost(SOON).until(() -> log.commands(2).size() == commands.size());
      assertThat(log.commands(2)).isEqualTo(commands);
      Reply first = new Reply.Refused(commands.get(0).id(), Refusal.of("a", "first"));
      Reply second = new Reply.Refused(commands.get(1).id(), Refusal.of("b", "second"));
      log.reply(2, second);
      log.reply(2, first);
      assertThat(outcome(sent.get(0))).isEqualTo(new CommandOutcome.Replied(first));
      assertThat(outcome(sent.get(1))).isEqualTo(new CommandOutcome.Replied(second));
    }
  }

  @Test
  void aCommandThatNobodyAnswersInTimeIsLateAndItsReplyIsStillHeard() throws Exception {
    try (CommandSender sender = log.commandSender()) {
      Command command = Samples.commands().getFirst();
      CommandOutcome outcome = outcome(sender.send(command, Duration.ofMillis(100)));
      assertThat(log.commands(2)).containsExactly(command);
      Reply reply = new Reply.Refused(command.id(), Refusal.of("z", "at last"));
      log.reply(2, reply);
      assertThat(((CommandOutcome.Late) outcome).reply()).succeedsWithin(SOON).isEqualTo(reply);
    }
  }

  @Test
  void repliesToOthersAreSkipped() throws Exception {
    try (CommandSender ours = log.commandSender();
        CommandSender _ = log.commandSender()) {
      Command command = Samples.commands().get(1);
      CompletableFuture<CommandOutcome> sent = ours.send(command, SOON);
      log.reply(2, new Reply.Refused(Samples.command(99), Refusal.of("x", "another's")));
      Reply reply = new Reply.Refused(command.id(), Refusal.of("y", "ours"));
      await().atMost(SOON).until(() -> log.commands(2).size() == 1);
      log.reply(2, reply);
      assertThat(outcome(sent)).isEqualTo(new CommandOutcome.Replied(reply));
    }
  }

  @Test
  void reportsKeepTheirOrder() throws Exception {
    try (ReportSender sender = log.reportSender()) {
      List<Report> sent = new ArrayList<>(Samples.reports());
      for (int i = 0; i < 50; i++) {
        sent.add(new Report.Heartbeat(Samples.WORKER, i, List.of(), List.of(), false));
      }
      CompletableFuture<?>[] all =
          sent.stream().map(r -> sender.send(r, 1)).toArray(CompletableFuture[]::new);
      CompletableFuture.allOf(all).get(SOON.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(log.reports(1)).isEqualTo(sent);
      assertThat(log.reports(0)).isEmpty();
    }
  }

  @Test
  void aWorkerHearsOnlyWhatIsForItsOwnIncarnationAndComesAfterItListens() {
    WorkerId before = new WorkerId(Samples.WORKER.name(), 1);
    log.assign(new Assignment.Drain(Samples.WORKER));
    try (AssignmentFeed feed = log.assignmentFeed(Samples.WORKER)) {
      log.assign(new Assignment.Drain(before));
      Samples.assignments().forEach(log::assign);
      List<Assignment> heard = new ArrayList<>();
      await()
          .atMost(SOON)
          .until(() -> {
            heard.addAll(feed.poll(TICK));
            return heard.size() >= Samples.assignments().size();
          });
      assertThat(heard).isEqualTo(Samples.assignments());
      assertThat(feed.poll(TICK)).isEmpty();
    }
  }

  @Test
  void stateIsReplayedFromTheBeginningAndThenFollowed() {
    StateEntry job0 = job(1, 0);
    StateEntry job3 = job(2, 3);
    log.put(0, job0);
    log.put(3, job3);
    log.forget(3, job3.key());
    try (StateFeed feed = log.stateFeed()) {
      List<StateRecord> replayed = drain(feed, feed::caughtUp);
      assertThat(ours(replayed))
          .extracting(StateRecord::partition, StateRecord::key, StateRecord::entry)
          .containsExactlyInAnyOrder(
              tuple(0, job0.key(), Optional.of(job0)),
              tuple(3, job3.key(), Optional.of(job3)),
              tuple(3, job3.key(), Optional.empty()));
      StateEntry later = job(3, 1);
      log.put(1, later);
      List<StateRecord> followed = new ArrayList<>();
      await()
          .atMost(SOON)
          .until(() -> {
            followed.addAll(feed.poll(TICK));
            return !followed.isEmpty();
          });
      assertThat(followed)
          .singleElement()
          .satisfies(r -> {
            assertThat(r.entry()).contains(later);
            assertThat(r.partition()).isEqualTo(1);
          });
    }
  }

  @Test
  void aFeedThatIsMarkedIsCaughtUpWhenItHasReadWhatThereWas() {
    try (StateFeed feed = log.stateFeed()) {
      drain(feed, feed::caughtUp);
      log.put(1, job(1, 1));
      log.put(2, job(2, 2));

      feed.mark();

      assertThat(feed.caughtUp()).isFalse();
      assertThat(drain(feed, feed::caughtUp)).hasSize(2);
      feed.mark();
      assertThat(feed.caughtUp()).isTrue();
    }
  }

  @Test
  void offsetsOfAPartitionRise() {
    for (int i = 0; i < 5; i++) {
      log.put(2, job(i, 2));
    }
    try (StateFeed feed = log.stateFeed()) {
      List<Long> offsets =
          drain(feed, feed::caughtUp).stream()
              .filter(r -> r.partition() == 2)
              .map(StateRecord::offset)
              .toList();
      assertThat(offsets).hasSize(5).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void anEmptyLogIsCaughtUpAtOnceOrAfterWhatItsSetupWrote() {
    try (StateFeed feed = log.stateFeed()) {
      assertThat(ours(drain(feed, feed::caughtUp))).isEmpty();
    }
  }

  @Test
  void aHookFeedShowsWhatWasPutAndWhatIsGone() {
    HookEntry hook = HookSamples.entries().getFirst();
    log.hooks().put(0, hook);
    log.hooks().forget(0, hook.key());
    log.hooks().put(2, HookSamples.entries().getLast());

    try (HookFeed feed = log.hooks().feed()) {
      List<HookChange> read = new ArrayList<>();
      await()
          .atMost(SOON)
          .until(() -> {
            read.addAll(feed.poll(TICK));
            return feed.caughtUp();
          });
      assertThat(read)
          .contains(
              HookChange.put(0, hook),
              HookChange.forget(0, hook.key()),
              HookChange.put(2, HookSamples.entries().getLast()));
    }
  }

  @Test
  void aShareReadsJobsOnceAndGoesOnWhereTheLastHasCommitted() {
    log.put(1, job(1, 1));
    Map<Integer, Instant> marks = Map.of(1, Samples.AT);
    try (HookShare share = log.hooks().share()) {
      assertThat(news(share, 1)).hasSize(1);
      assertThat(share.commit(List.of(HookChange.put(1, HookSamples.entries().getLast())), marks))
          .isTrue();
    }
    log.put(1, job(2, 1));
    try (HookShare next = log.hooks().share()) {
      assertThat(news(next, 1))
          .extracting(n -> n.job().orElseThrow().header().id())
          .containsExactly(Samples.job(2, 1));
      assertThat(next.owned()).containsEntry(1, Samples.AT).hasSize(PARTITIONS);
    }
    try (HookShare last = log.hooks().share()) {
      assertThat(news(last, 1))
          .as("what was read and not committed is read again")
          .extracting(n -> n.job().orElseThrow().header().id())
          .containsExactly(Samples.job(2, 1));
    }
  }

  @Test
  void theAuditLogIsReadBackwardsAPageAtATime() throws Exception {
    for (int i = 0; i < 5; i++) {
      log.audit().append(audited("tenant-" + i % 2, i)).get(10, TimeUnit.SECONDS);
    }
    AuditQuery all = query(Optional.empty());

    AuditPage first = log.audit().read(all, Optional.empty(), 3);
    AuditPage rest = log.audit().read(all, first.next(), 3);

    assertThat(first.entries()).extracting(AuditEntry::request).containsExactly("4", "3", "2");
    assertThat(rest.entries()).extracting(AuditEntry::request).containsExactly("1", "0");
    assertThat(rest.next()).isEmpty();
    assertThat(log.audit().read(query(Optional.of("tenant-1")), Optional.empty(), 9).entries())
        .extracting(AuditEntry::request)
        .containsExactly("3", "1");
  }

  private static AuditQuery query(Optional<String> tenant) {
    return new AuditQuery(
        tenant.map(TenantId::of),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static AuditEntry audited(String tenant, int number) {
    TenantId who = TenantId.of(tenant);
    return new AuditEntry(
        Samples.AT.plusSeconds(number),
        Optional.of(new AuditEntry.Who(who, "first", who, Set.of())),
        "createJob",
        Map.of(),
        new AuditEntry.Outcome(202, Optional.empty(), Optional.empty()),
        Integer.toString(number),
        "127.0.0.1");
  }

  private static List<HookShare.JobNews> news(HookShare share, int atLeast) {
    List<HookShare.JobNews> read = new ArrayList<>();
    await()
        .atMost(SOON)
        .until(() -> {
          read.addAll(share.poll(TICK));
          return read.size() >= atLeast;
        });
    return read;
  }

  private static StateEntry job(int number, int partition) {
    JobId id = Samples.job(number, partition);
    return new StateEntry.JobEntry(Samples.record(id, Samples.states(id).getFirst()));
  }

  /** Without the default pool, which setting up a real log writes. */
  private static List<StateRecord> ours(List<StateRecord> read) {
    String pool = StateEntry.poolKey(PoolRecord.DEFAULT);
    return read.stream().filter(r -> !r.key().equals(pool)).toList();
  }

  private static List<StateRecord> drain(StateFeed feed, Callable<Boolean> done) {
    List<StateRecord> read = new ArrayList<>();
    await()
        .atMost(SOON)
        .until(() -> {
          if (done.call()) {
            return true;
          }
          read.addAll(feed.poll(TICK));
          return done.call();
        });
    return read;
  }

  private static CommandOutcome outcome(CompletableFuture<CommandOutcome> sent) throws Exception {
    return sent.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
  }
}
