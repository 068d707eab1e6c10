package dev.darkroom.worker.model;

/** A model does not fit into this worker's memory beside what is in use. */
public final class ModelTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ModelTooLargeException(String message) {
    super(message);
  }
}
