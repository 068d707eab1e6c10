package dev.darkroom.gateway.batch;

import java.io.IOException;

/** Where the files of a batch go when they are packed as one. */
public interface OutputPacker {
  /** The next file, whose bytes follow. */
  void begin(String name, long size) throws IOException, InterruptedException;

  /** Some of its bytes: those of the array from its beginning. */
  void bytes(byte[] piece, int length) throws IOException, InterruptedException;

  /** It is whole. */
  void end(long size) throws IOException, InterruptedException;

  /** There are no more. */
  void finish() throws IOException, InterruptedException;
}
