package dev.darkroom.gateway.route.batch;

import dev.darkroom.gateway.batch.OutputPacker;
import dev.darkroom.gateway.http.Sink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs files as a zip stream, of which the list of contents is kept until its end. */
final class ZipPacker implements OutputPacker {
  private final Sink sink;
  private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(packed);

  ZipPacker(Sink sink) {
    this.sink = sink;
    zip.setLevel(Deflater.NO_COMPRESSION); // pictures do not become smaller
  }

  @Override
  public void begin(String name, long size) throws IOException, InterruptedException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    zip.putNextEntry(entry);
  }

  @Override
  public void bytes(byte[] piece, int length) throws IOException, InterruptedException {
    zip.write(piece, 0, length);
    pass();
  }

  @Override
  public void end(long size) throws IOException, InterruptedException {
    zip.closeEntry();
    pass();
  }

  @Override
  public void finish() throws IOException, InterruptedException {
    zip.finish();
    pass();
  }

  private void pass() throws InterruptedException {
    if (packed.size() > 0) {
      sink.write(packed.toByteArray());
      packed.reset();
    }
  }
}
