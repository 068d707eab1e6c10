package dev.darkroom.gateway.http;

/** Where a stream goes: one client's connection. For one virtual thread. */
public interface Sink {

  /**
   * Writes a piece and waits until the connection has taken it.
   *
   * @throws SinkClosedException where the client has gone, or takes nothing for too long
   */
  void write(String text) throws InterruptedException;

  /** The same with bytes, which are not changed afterwards. */
  void write(byte[] bytes) throws InterruptedException;

  /** Calls the listener once, on any thread, when the client has gone. */
  void onClose(Runnable listener);
}
