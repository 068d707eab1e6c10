package dev.darkroom.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** A file as a request's body: read while it is sent, never whole in memory. */
final class SentFile {
  private SentFile() {}

  /**
   * @param progress told of the bytes of each piece that goes
   */
  static HttpRequest.BodyPublisher of(Path file, LongConsumer progress) throws IOException {
    return HttpRequest.BodyPublishers.fromPublisher(
        HttpRequest.BodyPublishers.ofInputStream(() -> counting(file, progress)),
        Math.max(1, Files.size(file)));
  }

  private static InputStream counting(Path file, LongConsumer progress) {
    try {
      return new FilterInputStream(Files.newInputStream(file)) {
        @Override
        public int read() throws IOException {
          int read = super.read();
          if (read >= 0) {
            progress.accept(1);
          }
          return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          int read = super.read(buffer, offset, length);
          if (read > 0) {
            progress.accept(read);
          }
          return read;
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
