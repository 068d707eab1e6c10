package dev.darkroom.scheduler.sim;

import dev.darkroom.job.Command;
import dev.darkroom.job.CommandId;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobId;
import dev.darkroom.job.Reply;
import dev.darkroom.job.SpecRef;
import dev.darkroom.job.TenantId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Somebody who submits jobs, cancels some, and asks again until an answer comes. */
final class SimClient {
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

  /** One thing that is asked until it is answered; {@code nth} of its kind for this job. */
  private record Wish(JobId job, TenantId tenant, Plan.Verb verb, long nth) {}

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

  /** Lets a job be submitted, and all that is asked of it be asked, at its time. */
  void expect(Plan.Job job) {
    world.after(job.at(), () -> submit(job.header()));
    for (Plan.Wish wish : job.wishes()) {
      world.after(
          wish.at(),
          () -> wish(new Wish(job.id(), job.header().tenant(), wish.verb(), ++commands)));
    }
  }

  private void submit(JobHeader header) {
    submitted.add(header.id());
    ask(header);
  }

  private void wish(Wish wish) {
    if (granted.contains(wish)) {
      return;
    }
    CommandId id = nextCommand();
    wishes.put(id, wish);
    network.send(
        switch (wish.verb()) {
          case CANCEL -> new Command.Cancel(id, wish.tenant(), wish.job(), "asked");
          case PAUSE -> new Command.Pause(id, wish.tenant(), wish.job(), "asked");
          case RESUME -> new Command.Resume(id, wish.tenant(), wish.job());
          case RETRY -> new Command.Retry(id, wish.tenant(), wish.job());
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
      Wish wish = wishes.get(reply.command());
      if (wish != null) {
        granted.add(wish);
      }
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
