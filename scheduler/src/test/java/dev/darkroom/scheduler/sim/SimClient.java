package dev.darkroom.scheduler.sim;

import dev.darkroom.job.Command;
import dev.darkroom.job.CommandId;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobId;
import dev.darkroom.job.JobKind;
import dev.darkroom.job.ModelRef;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.job.Reply;
import dev.darkroom.job.SpecRef;
import dev.darkroom.job.TenantId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Somebody who submits jobs, cancels some, and asks again until an answer comes. */
final class SimClient {
  private static final TenantId TENANT = TenantId.of("default");
  private static final long ASK_AGAIN = 1_500;

  private final World world;
  private final Network network;
  private final Map<CommandId, JobId> submits = new HashMap<>();
  private final Map<CommandId, Wish> wishes = new HashMap<>();
  private final Set<JobId> submitted = new HashSet<>();
  private final Set<JobId> answered = new HashSet<>();
  private final Set<JobId> accepted = new HashSet<>();
  private final Set<Wish> granted = new HashSet<>();
  private long commands;
  private long specs;

  /** What else than submits is asked of a job. */
  enum Verb {
    CANCEL,
    PAUSE,
    RESUME,
    RETRY
  }

  /** One thing that is asked until it is answered; {@code nth} of its kind for this job. */
  private record Wish(JobId job, Verb verb, long nth) {}

  SimClient(World world, Network network) {
    this.world = world;
    this.network = network;
    network.connectClient(this::hear);
  }

  Set<JobId> accepted() {
    return accepted;
  }

  boolean allAnswered() {
    return answered.containsAll(submitted) && granted.containsAll(wishes.values());
  }

  void submit(JobId job) {
    submitted.add(job);
    JobHeader header =
        new JobHeader(
            job,
            TENANT,
            PoolRecord.DEFAULT,
            world.random().nextBoolean() ? JobKind.INVERSION : JobKind.NOOP,
            ModelRef.parse("noop"),
            world.random().nextInt(10),
            Map.of(),
            Instant.EPOCH);
    ask(header);
  }

  void ask(JobId job, Verb verb) {
    wish(new Wish(job, verb, ++commands));
  }

  private void wish(Wish wish) {
    if (granted.contains(wish)) {
      return;
    }
    CommandId id = nextCommand();
    wishes.put(id, wish);
    network.send(
        switch (wish.verb()) {
          case CANCEL -> new Command.Cancel(id, TENANT, wish.job(), "asked");
          case PAUSE -> new Command.Pause(id, TENANT, wish.job(), "asked");
          case RESUME -> new Command.Resume(id, TENANT, wish.job());
          case RETRY -> new Command.Retry(id, TENANT, wish.job());
        });
    world.after(ASK_AGAIN, () -> wish(wish));
  }

  private void ask(JobHeader header) {
    if (answered.contains(header.id())) {
      return;
    }
    CommandId id = nextCommand();
    submits.put(id, header.id());
    SpecRef spec =
        new SpecRef(header.id() + "/" + specs, 0, specs++, SimWorker.digest("" + header.id()));
    network.send(new Command.Submit(id, header, spec));
    world.after(ASK_AGAIN, () -> ask(header));
  }

  private void hear(Reply reply) {
    JobId job = submits.get(reply.command());
    if (job == null) {
      granted.add(wishes.get(reply.command()));
      return;
    }
    answered.add(job);
    if (reply instanceof Reply.Accepted) {
      accepted.add(job);
    }
  }

  private CommandId nextCommand() {
    return new CommandId(new UUID(0, ++commands));
  }
}
