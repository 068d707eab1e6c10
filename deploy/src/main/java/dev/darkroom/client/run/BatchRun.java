package dev.darkroom.client.run;

import dev.darkroom.client.Batch;
import dev.darkroom.client.BatchResult;
import dev.darkroom.client.DownloadDamaged;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.FarmException;
import dev.darkroom.client.FarmRefused;
import dev.darkroom.client.Job;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Brings a file of jobs to a farm and what comes of them into a folder. Run again after whatever
 * interruption, with the same file and folder, it goes on: the batch is sent under one idempotency
 * key, so it exists once, and a line that has landed is not fetched again.
 */
public final class BatchRun {
  /** Lines that are asked for at once: few enough that their addresses last until all are here. */
  private static final int PAGE = 500;

  private static final Set<String> PASSING = Set.of("preview", "sample", "checkpoint", "manifest");

  private final Plan plan;
  private final FarmClient farm;
  private final Supplier<String> keys;
  private final Consumer<RunEvent> events;
  private final FileNames names = new FileNames();

  /**
   * What is to be done.
   *
   * @param source JSON lines, each a job and its {@code custom_id}
   * @param folder where its files, {@code results.jsonl} and {@code errors.jsonl} go
   * @param poll from one look at the batch to the next, where its events do not come
   * @param fetches files that are fetched at the same time
   */
  public record Plan(Path source, Path folder, Duration poll, int fetches) {
    public Plan {
      if (poll.isNegative() || poll.isZero() || fetches < 1 || fetches > 64) {
        throw new IllegalArgumentException(
            "a run looks every few seconds, and fetches 1 to 64 files at once: "
                + poll
                + ", "
                + fetches);
      }
    }
  }

  /**
   * How it ended.
   *
   * @param succeeded lines whose files are all here
   * @param failed lines that did not succeed: {@code errors.jsonl} tells why
   * @param missing lines that have ended and whose files could not be fetched: the next run tries
   *     them again
   */
  public record Outcome(Batch batch, int succeeded, int failed, int missing) {
    /** Whether every line of it succeeded and is here. */
    public boolean complete() {
      return succeeded == batch.total();
    }
  }

  /**
   * @param keys makes an idempotency key for a new batch
   * @param events told of what happens; may be called on any thread, by one at a time
   */
  public BatchRun(Plan plan, FarmClient farm, Supplier<String> keys, Consumer<RunEvent> events) {
    this.plan = plan;
    this.farm = farm;
    this.keys = keys;
    this.events =
        event -> {
          synchronized (this) {
            events.accept(event);
          }
        };
  }

  /**
   * Runs until nothing of the batch is left to come.
   *
   * @throws RunException where the folder belongs to another run
   * @throws FarmException where the farm refuses the file or stays away
   * @throws InterruptedException as soon as this thread is interrupted: nothing is lost by it
   */
  public Outcome run() throws IOException, InterruptedException {
    try (RunFolder folder = RunFolder.open(plan.folder(), this::recall);
        ExecutorService fetching =
            Executors.newFixedThreadPool(plan.fetches(), Thread.ofVirtual().factory())) {
      try {
        Batch batch = accepted(folder);
        try (StandingFeed standing = StandingFeed.open(farm.batches(), batch, plan.poll())) {
          return bringIn(batch.id(), standing, folder, fetching);
        }
      } finally {
        fetching.shutdownNow();
        folder.writeErrors();
      }
    }
  }

  private void recall(Landing line) {
    if (!line.files().isEmpty()) {
      var _ = names.stem(line.customId());
    }
    events.accept(new RunEvent.Recalled(line));
  }

  /** The batch that this folder has, or a new one. */
  private Batch accepted(RunFolder folder) throws IOException {
    String digest = FarmClient.digest(plan.source());
    RunState state = folder.state().orElseGet(() -> RunState.fresh(digest, keys.get()));
    if (!state.source().equals(digest)) {
      throw new RunException(
          plan.folder()
              + " holds the run of another file, or of this one before it was changed: use another"
              + " folder");
    }
    if (state.batch().isPresent()) {
      Batch batch = farm.batches().find(state.batch().get());
      events.accept(new RunEvent.Accepted(batch, true));
      return batch;
    }
    folder.keep(state);
    Batch batch = submit(state, folder);
    folder.keep(state.with(batch.id()));
    events.accept(new RunEvent.Accepted(batch, false));
    return batch;
  }

  private Batch submit(RunState state, RunFolder folder) throws IOException {
    long size = Files.size(plan.source());
    AtomicLong sent = new AtomicLong();
    try {
      return farm.batches()
          .submit(
              plan.source(),
              state.key(),
              bytes ->
                  events.accept(new RunEvent.Sent(Math.min(size, sent.addAndGet(bytes)), size)));
    } catch (FarmRefused e) {
      if (e.status() / 100 == 4) {
        folder.forget(); // no batch came of it: the mended file is welcome here
      }
      throw e;
    }
  }

  private Outcome bringIn(
      String id, StandingFeed standing, RunFolder folder, ExecutorService fetching)
      throws IOException, InterruptedException {
    Optional<String> after = folder.last();
    boolean again = true; // over all lines, for those that could not be fetched when they ended
    while (true) {
      Batch batch = standing.latest();
      events.accept(new RunEvent.Standing(batch));
      List<BatchResult> page = page(id, after);
      land(page, folder, fetching);
      if (!page.isEmpty()) {
        after = Optional.of(page.getLast().cursor());
      } else if (!batch.ended()) {
        standing.await(batch, ended(batch) > folder.landed());
      } else if (again && folder.landed() < ended(batch)) {
        again = false;
        after = Optional.empty();
      } else {
        int missing = Math.max(0, ended(batch) - folder.landed());
        return new Outcome(batch, folder.landed() - folder.failed(), folder.failed(), missing);
      }
    }
  }

  private static int ended(Batch batch) {
    return batch.completed() + batch.failed();
  }

  /** What came after that line; where the farm does not know the line, what came at all. */
  private List<BatchResult> page(String id, Optional<String> after)
      throws IOException, InterruptedException {
    try {
      return farm.batches().results(id, after, PAGE);
    } catch (FarmRefused e) {
      if (after.isEmpty() || !e.code().equals("invalid_parameter")) {
        throw e;
      }
      return farm.batches().results(id, Optional.empty(), Integer.MAX_VALUE);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      Thread.sleep(plan.poll());
      return farm.batches().results(id, after, PAGE);
    }
  }

  private record Fetched(BatchResult line, Future<List<Landing.SavedFile>> files) {}

  private void land(List<BatchResult> page, RunFolder folder, ExecutorService fetching)
      throws IOException, InterruptedException {
    List<Fetched> coming = new ArrayList<>();
    for (BatchResult line : page) {
      if (!folder.hasLanded(line.id())) {
        List<Target> targets = targets(line);
        coming.add(new Fetched(line, fetching.submit(() -> fetch(line, targets, folder))));
      }
    }
    for (Fetched fetched : coming) {
      BatchResult line = fetched.line();
      try {
        Landing landing =
            new Landing(
                line.customId(),
                line.id(),
                line.line(),
                line.status(),
                fetched.files().get(),
                line.error());
        folder.land(landing);
        events.accept(new RunEvent.Landed(landing));
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case InterruptedException _, InterruptedIOException _ ->
              throw new InterruptedException("while fetching " + line.customId());
          case FarmException why -> miss(line, why);
          case IOException why -> throw new IOException(why.getMessage(), why);
          case null, default -> throw new IllegalStateException(e.getCause());
        }
      }
    }
    folder.settle();
  }

  private void miss(BatchResult line, Exception why) {
    events.accept(new RunEvent.Missed(line.customId(), String.valueOf(why.getMessage())));
  }

  private record Target(Job.Output output, String name) {}

  private List<Target> targets(BatchResult line) {
    List<Job.Output> wanted =
        line.outputs().stream().filter(output -> !PASSING.contains(output.role())).toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    String stem = names.stem(line.customId());
    int pictures = (int) wanted.stream().filter(BatchRun::isPicture).count();
    List<Target> targets = new ArrayList<>();
    int index = 0;
    for (Job.Output output : wanted) {
      boolean picture = isPicture(output);
      targets.add(
          new Target(output, FileNames.of(stem, output.name(), index, picture ? pictures : 0)));
      index += picture ? 1 : 0;
    }
    return targets;
  }

  private static boolean isPicture(Job.Output output) {
    return output.role().equals("image");
  }

  private List<Landing.SavedFile> fetch(BatchResult line, List<Target> targets, RunFolder folder)
      throws IOException, InterruptedException {
    List<Landing.SavedFile> saved = new ArrayList<>();
    for (Target target : targets) {
      Path file = folder.file(target.name());
      Job.Output output = target.output();
      if (!isHere(file, output)) {
        download(line, output, file);
      }
      saved.add(new Landing.SavedFile(target.name(), output.hash(), Files.size(file)));
    }
    return saved;
  }

  /** It came in a run that was cut off before it could say so. */
  private static boolean isHere(Path file, Job.Output output) throws IOException {
    return Files.isRegularFile(file) && FarmClient.digest(file).equals(output.hash());
  }

  private void download(BatchResult line, Job.Output output, Path file)
      throws IOException, InterruptedException {
    try {
      farm.files().download(output, file, this::received);
    } catch (DownloadDamaged _) {
      farm.files().download(output, file, this::received);
    } catch (FarmRefused _) { // its address may be over: the job has a fresh one
      Job.Output fresh =
          farm.job(line.id()).outputs().stream()
              .filter(o -> o.name().equals(output.name()) && o.hash().equals(output.hash()))
              .findFirst()
              .orElse(output);
      farm.files().download(fresh, file, this::received);
    }
  }

  private void received(long bytes) {
    events.accept(new RunEvent.Received(bytes));
  }
}
