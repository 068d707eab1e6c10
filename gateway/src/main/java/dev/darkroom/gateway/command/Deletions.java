package dev.darkroom.gateway.command;

import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.Output;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectStore;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what jobs left when its owner asks for it: first in the log, so that nobody is told of a
 * file that may be gone, then in the store. Where the store is away the janitor does the rest.
 */
public final class Deletions {
  private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);

  private final Commander commander;
  private final FarmView view;
  private final ObjectStore objects;
  private final Runnable publish;

  /**
   * Joins what is needed to delete.
   *
   * @param publish copies what jobs have learned up to now to where it is kept for good
   */
  public Deletions(Commander commander, FarmView view, ObjectStore objects, Runnable publish) {
    this.commander = commander;
    this.view = view;
    this.objects = objects;
    this.publish = publish;
  }

  /**
   * Lets a file of a job that has ended be gone; blocks.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException where the scheduler refuses or is silent
   * @throws StorageException where a store does not take it
   */
  public void output(Viewed job, String name) throws InterruptedException {
    publish.run();
    JobHeader header = job.job().header();
    JobRecord left =
        ordered(
            new Command.DeleteOutputs(
                commander.nextId(), header.tenant(), header.id(), Optional.of(name)));
    view.jobs().overlay(Viewed.replied(left));
    left.outputs().stream()
        .filter(output -> output.name().equals(name))
        .map(Output::key)
        .forEach(this::delete);
  }

  /** Lets a job that has ended be forgotten, with all that it left; blocks. As {@link #output}. */
  public void job(Viewed job) throws InterruptedException {
    publish.run();
    JobHeader header = job.job().header();
    JobRecord gone =
        ordered(new Command.DeleteJob(commander.nextId(), header.tenant(), header.id()));
    gone.outputs().forEach(output -> delete(output.key()));
    Epoch last = gone.lastEpoch();
    delete(ObjectKeys.runManifest(header.tenant(), new RunRef(header.id(), last)));
  }

  private JobRecord ordered(Command command) throws InterruptedException {
    Reply reply = commander.send(command, _ -> {}).orElseThrow(Commander::silent);
    return switch (reply) {
      case Reply.Accepted accepted -> accepted.job();
      case Reply.Refused refused -> throw Refusals.problem(refused.refusal()).exception();
      case Reply.Done _, Reply.Queued _, Reply.Explained _, Reply.Quoted _ ->
          throw new IllegalStateException("a job's command was answered by " + reply);
    };
  }

  private void delete(String key) {
    try {
      objects.delete(key);
    } catch (StorageException e) {
      LOG.warn("{} is left to the janitor reason={}", key, e.code().stable());
    }
  }
}
