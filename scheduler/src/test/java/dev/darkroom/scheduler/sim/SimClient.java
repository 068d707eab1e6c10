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
  private final Map<CommandId, JobId> cancels = new HashMap<>();
  private final Set<JobId> submitted = new HashSet<>();
  private final Set<JobId> answered = new HashSet<>();
  private final Set<JobId> accepted = new HashSet<>();
  private final Set<JobId> cancelAnswered = new HashSet<>();
  private long commands;
  private long specs;

  SimClient(World world, Network network) {
    this.world = world;
    this.network = network;
    network.connectClient(this::hear);
  }

  Set<JobId> accepted() {
    return accepted;
  }

  boolean allAnswered() {
    return answered.containsAll(submitted) && cancelAnswered.containsAll(cancels.values());
  }

  void submit(JobId job) {
    submitted.add(job);
    JobHeader header =
        new JobHeader(
            job,
            TENANT,
            PoolRecord.DEFAULT,
            JobKind.NOOP,
            ModelRef.parse("noop"),
            world.random().nextInt(10),
            Map.of(),
            Instant.EPOCH);
    ask(header);
  }

  void cancel(JobId job) {
    if (cancelAnswered.contains(job)) {
      return;
    }
    CommandId id = nextCommand();
    cancels.put(id, job);
    network.send(new Command.Cancel(id, TENANT, job, "asked"));
    world.after(ASK_AGAIN, () -> cancel(job));
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
      cancelAnswered.add(cancels.get(reply.command()));
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
