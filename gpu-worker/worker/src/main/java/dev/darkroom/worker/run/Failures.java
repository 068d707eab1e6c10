package dev.darkroom.worker.run;

import dev.darkroom.failure.ModelException;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.storage.StorageException;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.worker.model.ModelTooLargeException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tells of anything that a run can throw whose fault it is, in an error that may travel. */
public final class Failures {
  /** A message or a chain of causes is followed no further. */
  private static final int MAX_TEXT = 300;

  private static final int MAX_CAUSES = 10;

  private static final Pattern FOLDERS = Pattern.compile("(?<![\\w.:/])/(?:[^/\\s]+/)+");

  private Failures() {}

  public static JobError error(Throwable thrown) {
    Optional<JobError> room = causes(thrown).flatMap(c -> lackOfRoom(c).stream()).findFirst();
    if (room.isPresent()) {
      return room.get();
    }
    return switch (thrown) {
      case RunFailure e -> e.error();
      case ModelException e -> ofModel(e);
      case ModelTooLargeException e -> JobError.of(ErrorKind.CAPACITY, "model_too_large", text(e));
      case WeightsException e -> ofWeights(e);
      case StorageException e -> e.toJobError();
      default -> bug(thrown);
    };
  }

  /** What the machine has too little of, if that is what this is about. */
  private static Optional<JobError> lackOfRoom(Throwable thrown) {
    String text = clip(text(thrown));
    return switch (thrown) {
      case OutOfMemoryError _ -> Optional.of(outOfMemory(text));
      case ModelException e when e.code() == ModelException.Code.OUT_OF_MEMORY ->
          Optional.of(outOfMemory(text));
      case IOException _ when isDiskFull(text) ->
          Optional.of(diskFull("the worker's disk is full: free some space or give it more"));
      case StorageException e when e.code() == StorageException.Code.FULL ->
          Optional.of(diskFull(text));
      case RuntimeException _ when isOutOfMemory(text) -> Optional.of(outOfMemory(text));
      default -> Optional.empty();
    };
  }

  private static JobError diskFull(String message) {
    return JobError.of(ErrorKind.CAPACITY, "disk_full", message);
  }

  private static JobError outOfMemory(String detail) {
    return JobError.of(
        ErrorKind.CAPACITY,
        "out_of_memory",
        "the worker has too little memory for this run: "
            + detail
            + "; ask for fewer or smaller pictures, or give it more");
  }

  private static JobError ofModel(ModelException e) {
    return new JobError(ErrorKind.CLIENT, e.code().id(), text(e), e.param());
  }

  /** The files are those that were published: no other worker would read them better. */
  private static JobError ofWeights(WeightsException e) {
    return new JobError(ErrorKind.CLIENT, "weights_invalid", text(e), Optional.of("model"));
  }

  /** Enough to find our mistake by, and nothing of the client's. */
  private static JobError bug(Throwable thrown) {
    String where =
        Arrays.stream(thrown.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith("dev.darkroom."))
            .findFirst()
            .map(frame -> " at " + frame)
            .orElse("");
    return JobError.of(
        ErrorKind.BUG,
        "worker_bug",
        thrown.getClass().getSimpleName() + ": " + clip(text(thrown)) + where);
  }

  /** The messages of ATen's allocators, on the CPU and on CUDA. */
  private static boolean isOutOfMemory(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.contains("out of memory") || lower.contains("can't allocate memory");
  }

  private static boolean isDiskFull(String text) {
    return text.contains("No space left on device") || text.contains("Disk quota exceeded");
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, Throwable.class::isInstance, Throwable::getCause)
        .limit(MAX_CAUSES);
  }

  /** The message; of paths on this machine only the file's name. */
  private static String text(Throwable thrown) {
    return FOLDERS.matcher(String.valueOf(thrown.getMessage())).replaceAll("");
  }

  private static String clip(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
