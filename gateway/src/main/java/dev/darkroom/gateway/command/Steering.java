package dev.darkroom.gateway.command;

import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import java.util.Optional;

/** Moves a job that was accepted: lets it end, wait, go on, or begin again. */
public final class Steering {
  private final Commander commander;
  private final FarmView view;
  private final Shortages shortages;

  public Steering(Commander commander, FarmView view, Shortages shortages) {
    this.commander = commander;
    this.view = view;
    this.shortages = shortages;
  }

  /** The reason that is kept for whatever a client asked for. */
  private static final String CLIENT = "client";

  /** Asks for its end. As {@link #send}. */
  public Viewed cancel(Viewed job) throws InterruptedException {
    JobHeader header = job.job().header();
    return send(job, new Command.Cancel(commander.nextId(), header.tenant(), header.id(), CLIENT));
  }

  /** Lets it wait until it is resumed. As {@link #send}. */
  public Viewed pause(Viewed job) throws InterruptedException {
    JobHeader header = job.job().header();
    return send(job, new Command.Pause(commander.nextId(), header.tenant(), header.id(), CLIENT));
  }

  /** Lets it go on. As {@link #send}. */
  public Viewed resume(Viewed job) throws InterruptedException {
    JobHeader header = job.job().header();
    return send(job, new Command.Resume(commander.nextId(), header.tenant(), header.id()));
  }

  /** Lets what has ended without a result begin again. As {@link #send}. */
  public Viewed retry(Viewed job) throws InterruptedException {
    JobHeader header = job.job().header();
    return send(job, new Command.Retry(commander.nextId(), header.tenant(), header.id()));
  }

  /**
   * Asks the scheduler; blocks.
   *
   * @return the job as the scheduler left it, or as it was where nobody has answered in time
   * @throws dev.darkroom.gateway.problem.ProblemException where the scheduler refuses
   * @throws dev.darkroom.storage.StorageException where the log does not take the command
   */
  private Viewed send(Viewed job, Command command) throws InterruptedException {
    // A late reply needs no care: the state topic shows what it did.
    Optional<Reply> reply = commander.send(command, _ -> {});
    if (reply.isEmpty()) {
      return job;
    }
    return switch (reply.get()) {
      case Reply.Accepted accepted -> {
        Viewed replied = Viewed.replied(accepted.job());
        view.jobs().overlay(replied);
        yield replied;
      }
      case Reply.Done _, Reply.Queued _, Reply.Explained _, Reply.Quoted _ ->
          throw new IllegalStateException("a job's command was answered by " + reply.get());
      case Reply.Refused refused ->
          throw shortages.problem(refused.refusal(), job.job().header()).exception();
    };
  }
}
