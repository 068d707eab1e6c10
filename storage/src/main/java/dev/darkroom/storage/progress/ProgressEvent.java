package dev.darkroom.storage.progress;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** How far a run is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "progress")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ProgressEvent.Progress.class, name = "progress"),
  @JsonSubTypes.Type(value = ProgressEvent.Preview.class, name = "preview"),
  @JsonSubTypes.Type(value = ProgressEvent.Line.class, name = "log")
})
public sealed interface ProgressEvent {
  JobId job();

  Epoch epoch();

  Instant at();

  /**
   * A figure, and what is being done.
   *
   * @param value 0 to 1
   * @param step of {@code steps}; 0 before the first
   * @param message what is being done, at most {@value #MAX_MESSAGE} characters; longer is cut
   * @param eta until the run's end, where it can be told
   */
  record Progress(
      JobId job,
      Epoch epoch,
      double value,
      int step,
      int steps,
      String message,
      Optional<Duration> eta,
      Instant at)
      implements ProgressEvent {
    public static final int MAX_MESSAGE = 500;

    public Progress {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("progress " + value + " is not in 0 … 1");
      }
      message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
    }
  }

  /**
   * A line of the run's log.
   *
   * @param text at most {@value #MAX_TEXT} characters; longer is cut
   */
  record Line(JobId job, Epoch epoch, Level level, String text, Instant at)
      implements ProgressEvent {
    public static final int MAX_TEXT = 1_000;

    /** How bad it is. */
    public enum Level {
      @JsonProperty("info")
      INFO,
      @JsonProperty("warn")
      WARN,
      @JsonProperty("error")
      ERROR
    }

    public Line {
      text = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
  }

  /**
   * A small picture of the work so far.
   *
   * @param bytes the encoded picture, at most {@value #MAX_BYTES}; not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
  record Preview(JobId job, Epoch epoch, int step, String contentType, byte[] bytes, Instant at)
      implements ProgressEvent {
    public static final int MAX_BYTES = 64 * 1024;

    public Preview {
      if (bytes.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            "a preview of " + bytes.length + " bytes is over the " + MAX_BYTES + " allowed");
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Preview p
          && job.equals(p.job)
          && epoch.equals(p.epoch)
          && step == p.step
          && contentType.equals(p.contentType)
          && Arrays.equals(bytes, p.bytes)
          && at.equals(p.at);
    }

    @Override
    public int hashCode() {
      return Objects.hash(job, epoch, step, contentType, Arrays.hashCode(bytes), at);
    }

    @Override
    public String toString() {
      return "Preview[job="
          + job
          + ", epoch="
          + epoch
          + ", step="
          + step
          + ", "
          + bytes.length
          + " bytes of "
          + contentType
          + "]";
    }
  }
}
