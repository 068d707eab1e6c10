package dev.darkroom.storage.janitor;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.file.StoredFile;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.upload.DirectUpload;
import dev.darkroom.storage.upload.Uploads;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether a thing stays: pure, from what the store says of it and the log says of its job. */
public record JanitorRules(JanitorSettings settings) {

  /**
   * A file that a run wrote stays while its run may commit, and as a result until results expire.
   *
   * @param epoch of the run that wrote it
   * @param job as the log has it <em>after</em> the file was listed; empty where it has no such job
   */
  public Verdict ofRunFile(ObjectInfo file, Epoch epoch, Optional<JobRecord> job, Instant now) {
    // Of a job that has ended: nobody writes it any more, however young it is.
    if (job.filter(j -> isDeleted(j, file.key())).isPresent()) {
      return Verdict.DELETED;
    }
    if (isWithin(settings.grace(), file.modified(), now)) {
      return Verdict.YOUNG;
    }
    if (job.isEmpty()) {
      // The log forgets an ended job sooner than its result expires: somebody may hold its address.
      return isWithin(settings.results(), file.modified(), now)
          ? Verdict.IN_USE
          : Verdict.FORGOTTEN;
    }
    // What the record names stays with the record, whichever run wrote it.
    boolean named = isNamed(job.get(), file.key());
    return switch (job.get().state()) {
      case JobState.Queued s -> run(named || epoch.compareTo(s.last()) > 0);
      case JobState.Leased s -> run(named || epoch.compareTo(s.epoch()) >= 0);
      case JobState.Running s -> run(named || epoch.compareTo(s.epoch()) >= 0);
      case JobState.Canceling s -> run(named || epoch.compareTo(s.epoch()) >= 0);
      case JobState.Yielding s -> run(named || epoch.compareTo(s.epoch()) >= 0);
      case JobState.Pausing s -> run(named || epoch.compareTo(s.epoch()) >= 0);
      case JobState.Paused s -> run(named || epoch.compareTo(s.last()) > 0);
      case JobState.MovedOut _ -> run(named || epoch.compareTo(job.get().lastEpoch()) > 0);
      case JobState.Succeeded s ->
          named || epoch.equals(s.epoch()) ? result(job.get(), now) : Verdict.STALE_RUN;
      case JobState.Failed s -> ended(named, s.at(), job.get(), now);
      case JobState.Canceled s -> ended(named, s.at(), job.get(), now);
      case JobState.Expired s -> ended(named, s.at(), job.get(), now);
    };
  }

  /** Its outputs, and what a next run goes on from, whichever run wrote them. */
  private static boolean isNamed(JobRecord job, String key) {
    return job.outputs().stream().anyMatch(output -> output.key().equals(key))
        || job.checkpoint().filter(checkpoint -> key.startsWith(checkpoint.prefix())).isPresent();
  }

  /**
   * A model's file stays once its version is published, and its claim stays for good.
   *
   * @param published whether the version has its manifest
   * @param lastWrite when anything of the version was last written
   */
  public Verdict ofModelFile(boolean isClaim, boolean published, Instant lastWrite, Instant now) {
    if (isClaim || published) {
      return Verdict.IN_USE;
    }
    return isWithin(settings.uploads(), lastWrite, now) ? Verdict.YOUNG : Verdict.UNPUBLISHED;
  }

  /**
   * A file stays until the time that it was given, and for good where it was given none.
   *
   * @param written when this part of it was written
   * @param note what is known of it; empty where it was never finished
   */
  public Verdict ofFile(Instant written, Optional<StoredFile> note, Instant now) {
    if (note.isEmpty()) {
      return isWithin(settings.uploads(), written, now) ? Verdict.YOUNG : Verdict.UNPUBLISHED;
    }
    return note.get().isThere(now) ? Verdict.IN_USE : Verdict.EXPIRED;
  }

  /**
   * A file that a tenant was to put stays until the time for that is over, and for the grace after:
   * somebody may be reading it.
   *
   * @param written when this part of it was written
   * @param note what is known of it; empty where it was given up
   */
  public Verdict ofDirect(Instant written, Optional<DirectUpload> note, Instant now) {
    Instant end = note.map(DirectUpload::expiresAt).orElse(written);
    if (isWithin(settings.grace(), end, now)) {
      return note.isEmpty() ? Verdict.YOUNG : Verdict.IN_USE;
    }
    return note.flatMap(DirectUpload::result).isPresent() ? Verdict.EXPIRED : Verdict.UNFINISHED;
  }

  /**
   * A batch's file stays while the batch goes on and for its time after that.
   *
   * @param part what it tells of
   * @param batch what is known of its batch; empty where it never became one
   */
  public Verdict ofBatchFile(
      ObjectInfo file, Batches.Part part, Optional<Batches.Life> batch, Instant now) {
    if (batch.isEmpty()) {
      return isWithin(settings.uploads(), file.modified(), now)
          ? Verdict.YOUNG
          : Verdict.UNPUBLISHED;
    }
    Duration kept =
        switch (part) {
          case LINES -> settings.batches().results();
          case RECORD -> settings.batches().record();
        };
    return batch.get().ended().filter(end -> !isWithin(kept, end, now)).isPresent()
        ? Verdict.EXPIRED
        : Verdict.IN_USE;
  }

  /**
   * A large upload stays while it may go on.
   *
   * @param begun as the store says, or when it was first seen, whichever is earlier
   */
  public Verdict ofUpload(Instant begun, Instant now) {
    return isWithin(settings.uploads(), begun, now) ? Verdict.YOUNG : Verdict.UNFINISHED;
  }

  /**
   * A file that a tenant brought stays for its time, and while an unfinished job may need it: every
   * job that does was submitted when the file was used, or within {@link Uploads#USE} after.
   *
   * @param lastUse when anything of it was last written
   * @param oldest when its tenant's oldest unfinished job was submitted; empty where all have ended
   */
  public Verdict ofBrought(Instant lastUse, Optional<Instant> oldest, Instant now) {
    if (isWithin(settings.brought(), lastUse, now)) {
      return Verdict.YOUNG;
    }
    Instant lastJob = lastUse.plus(Uploads.USE).plus(settings.grace());
    return oldest.filter(job -> !job.isAfter(lastJob)).isPresent()
        ? Verdict.IN_USE
        : Verdict.EXPIRED;
  }

  private static Verdict run(boolean mayCount) {
    return mayCount ? Verdict.IN_USE : Verdict.STALE_RUN;
  }

  private static boolean isDeleted(JobRecord job, String key) {
    return job.outputs().stream()
        .anyMatch(output -> output.key().equals(key) && output.deletedAt().isPresent());
  }

  private Verdict result(JobRecord job, Instant now) {
    return job.outputsExpireAt(settings.results()).filter(end -> !now.isBefore(end)).isPresent()
        ? Verdict.EXPIRED
        : Verdict.IN_USE;
  }

  /** A job that failed may be retried from its checkpoint, and shows what it had drawn. */
  private Verdict ended(boolean named, Instant at, JobRecord job, Instant now) {
    if (named) {
      return result(job, now);
    }
    return isWithin(settings.grace(), at, now) ? Verdict.YOUNG : Verdict.NO_RESULT;
  }

  private static boolean isWithin(Duration time, Instant since, Instant now) {
    return now.isBefore(since.plus(time));
  }
}
