package dev.darkroom.storage.progress;

/**
 * Tells the world how far runs are. Never blocks its caller, never throws into a job: what cannot
 * be told is dropped and counted. Safe for use by many threads.
 */
public interface ProgressPublisher extends AutoCloseable {

  /** Hands an event over. */
  void publish(ProgressEvent event);

  /** Events that were dropped since the start. */
  long dropped();

  /** Sends what is waiting, within a bound, and stops. */
  @Override
  void close();
}
