package dev.darkroom.gateway.http;

/** One operation of the API. Its path, method, parameters and answers stand in the document. */
public interface Route {

  /** Its name in the document. */
  String operationId();

  /**
   * Reads the request in the route's own words, on a virtual thread. Between reading and doing the
   * document's schema is checked too, so that our messages come first and nothing is done that the
   * document does not describe; but for operations of which the document says that their routes
   * read whole. What belongs to somebody else is refused here, before the body is looked at.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException where the request does not fit
   * @throws dev.darkroom.storage.StorageException where something is down
   */
  Action read(Request request) throws InterruptedException;

  /** What the request asks for. Blocks as it likes; throws as {@link Route#read} does. */
  @FunctionalInterface
  interface Action {
    Answer run() throws InterruptedException;
  }
}
