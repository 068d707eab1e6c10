package dev.darkroom.scheduler.sim;

import dev.darkroom.job.CachedResult;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Those who submit jobs, cancel some and run the farm; each asks again until an answer comes. */
final class SimClient {
  private static final long ASK_AGAIN = 1_500;

  private final World world;
  private final Network network;
  private final SimStore store;
  private final Places places;
  private final Map<CommandId, Ask> sent = new HashMap<>();
  private final Set<JobId> accepted = new HashSet<>();

  /** Where jobs were when it last heard of them. */
  private final Map<JobId, Integer> seen = new HashMap<>();

  private int open;
  private long commands;
  private long specs;

  /** One thing that is asked; each sending is a command of its own. */
  private static final class Ask {
    private final Function<CommandId, Command> command;
    private boolean answered;

    private Ask(Function<CommandId, Command> command) {
      this.command = command;
    }
  }

  SimClient(World world, Network network, SimStore store, Places places) {
    this.world = world;
    this.network = network;
    this.store = store;
    this.places = places;
    network.connectClient(this::hear);
  }

  /** The jobs of which it knows that they were accepted. */
  Set<JobId> accepted() {
    return accepted;
  }

  boolean allAnswered() {
    return open == 0;
  }

  /** Lets a job be submitted, and all that is asked of it be asked, at its time. */
  void expect(Plan.Job job) {
    JobHeader header = job.header();
    Optional<CachedResult> cached =
        job.cached() ? Optional.of(store.copied(header)) : Optional.empty();
    at(job.at(), id -> new Command.Submit(id, header, spec(header), cached));
    job.wishes().forEach(wish -> at(wish.at(), id -> command(id, header, wish)));
  }

  /** Lets the operator act at a time. */
  void expect(Plan.Act act) {
    switch (act) {
      case Plan.Act.Tenant a -> {
        for (int i = 0; i < places.partitions(); i++) {
          int partition = i;
          at(a.at(), id -> new Command.SetTenant(id, partition, a.says()));
        }
      }
      case Plan.Act.SteerPool a -> {
        int partition = places.of(a.pool());
        at(a.at(), id -> new Command.SteerPool(id, partition, a.pool(), a.verb()));
      }
      case Plan.Act.DeletePool a -> {
        int partition = places.of(a.pool());
        Optional<Integer> heir = a.moveTo().map(places::of);
        at(a.at(), id -> new Command.DeletePool(id, partition, a.pool(), a.moveTo(), heir));
      }
      case Plan.Act.SteerWorker a -> {
        int partition = places.ofWorker(a.worker());
        at(a.at(), id -> new Command.SteerWorker(id, partition, a.worker(), a.verb()));
      }
    }
  }

  /** Lets a job be submitted at a time. */
  void submit(JobHeader header, long time) {
    at(time, id -> new Command.Submit(id, header, spec(header)));
  }

  private void at(long time, Function<CommandId, Command> command) {
    Ask ask = new Ask(command);
    open++;
    world.after(time - world.now(), () -> send(ask));
  }

  private void send(Ask ask) {
    if (!ask.answered) {
      CommandId id = new CommandId(new UUID(0, ++commands));
      sent.put(id, ask);
      network.send(addressed(ask.command.apply(id)));
      world.after(ASK_AGAIN, () -> send(ask));
    }
  }

  /** It may send to where it last saw a job, as a gateway does, or to the job's home. */
  private Command addressed(Command command) {
    return command instanceof Command.OfJob asked
            && seen.containsKey(asked.job())
            && world.chance(0.5)
        ? new Command.Forward(seen.get(asked.job()), asked, 0)
        : command;
  }

  private Command command(CommandId id, JobHeader header, Plan.Wish wish) {
    TenantId tenant = header.tenant();
    JobId job = header.id();
    return switch (wish) {
      case Plan.Wish.Cancel _ -> new Command.Cancel(id, tenant, job, "asked");
      case Plan.Wish.Pause _ -> new Command.Pause(id, tenant, job, "asked");
      case Plan.Wish.Resume _ -> new Command.Resume(id, tenant, job);
      case Plan.Wish.Retry _ -> new Command.Retry(id, tenant, job);
      case Plan.Wish.Move w ->
          new Command.Move(id, tenant, job, w.to(), Optional.of(places.of(w.to())));
      case Plan.Wish.Reprioritise w -> new Command.Reprioritise(id, tenant, job, w.priority());
      case Plan.Wish.DeleteOutputs _ ->
          new Command.DeleteOutputs(id, tenant, job, Optional.empty());
    };
  }

  private SpecRef spec(JobHeader header) {
    return new SpecRef(
        header.id() + "/" + specs,
        header.id().partition(),
        specs++,
        SimStore.digest("" + header.id()));
  }

  private void hear(Reply reply) {
    Ask ask = sent.get(reply.command());
    if (ask == null || ask.answered) {
      return;
    }
    ask.answered = true;
    open--;
    reply.accepted().ifPresent(accepted::add);
    if (reply instanceof Reply.Accepted told && told.job().travels().isPresent()) {
      seen.put(told.job().header().id(), told.job().livesOn());
    }
  }
}
