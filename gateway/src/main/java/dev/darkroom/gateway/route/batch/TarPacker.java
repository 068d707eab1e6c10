package dev.darkroom.gateway.route.batch;

import dev.darkroom.gateway.batch.OutputPacker;
import dev.darkroom.gateway.batch.Tar;
import dev.darkroom.gateway.http.Sink;
import java.util.Arrays;

/** Packs files as a tar stream, of which nothing is kept. */
final class TarPacker implements OutputPacker {
  private final Sink sink;

  TarPacker(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void begin(String name, long size) throws InterruptedException {
    sink.write(Tar.header(name, size, 0));
  }

  @Override
  public void bytes(byte[] piece, int length) throws InterruptedException {
    sink.write(Arrays.copyOf(piece, length));
  }

  @Override
  public void end(long size) throws InterruptedException {
    sink.write(Tar.padding(size));
  }

  @Override
  public void finish() throws InterruptedException {
    sink.write(Tar.end());
  }
}
