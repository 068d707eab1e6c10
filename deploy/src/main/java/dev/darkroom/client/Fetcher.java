package dev.darkroom.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;

/**
 * Fetches files by their presigned addresses. What came of one is kept beside it as {@code .part},
 * and the next try, in this process or a later one, asks for the rest only.
 */
final class Fetcher {
  private static final Duration STALLED = Duration.ofMinutes(5);
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int BEYOND_THE_END = 416;

  private final Transport transport;

  Fetcher(Transport transport) {
    this.transport = transport;
  }

  /**
   * Fetches a file, which appears whole and verified, or not at all.
   *
   * @param progress told of the bytes of each piece that comes
   * @throws DownloadDamaged if its digest is another than the farm's, from its first byte on
   * @throws FarmRefused if the store says no: the address may be over
   */
  void fetch(Job.Output output, Path to, LongConsumer progress)
      throws IOException, InterruptedException {
    Path folder = to.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path part = to.resolveSibling(to.getFileName() + ".part");
    boolean resumed = Files.exists(part);
    receive(output, part, progress);
    String digest = digest(part);
    if (!digest.equals(output.hash()) && resumed) {
      Files.delete(part); // what was left from before was of something else
      receive(output, part, progress);
      digest = digest(part);
    }
    if (!digest.equals(output.hash())) {
      Files.delete(part);
      throw new DownloadDamaged(output.name(), output.hash(), digest);
    }
    Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Brings the part to its end, over as many connections as it takes. */
  private void receive(Job.Output output, Path part, LongConsumer progress)
      throws IOException, InterruptedException {
    Duration waited = Duration.ZERO;
    for (int tried = 1; ; tried++) {
      Optional<Duration> asked = Optional.empty();
      IOException failure;
      try {
        Optional<HttpResponse<InputStream>> putOff = receiveOnce(output, part, progress);
        if (putOff.isEmpty()) {
          return;
        }
        asked = Transport.retryAfter(putOff.get());
        failure = new IOException("the store answered " + putOff.get().statusCode());
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException(e.getMessage());
        }
        failure = e;
      }
      Duration wait =
          transport
              .retries()
              .next(tried, waited, asked, ThreadLocalRandom.current().nextDouble())
              .orElse(null);
      if (wait == null) {
        throw new FarmUnreachable(
            output.name() + " does not come: " + failure.getMessage(), failure);
      }
      Thread.sleep(wait);
      waited = waited.plus(wait);
    }
  }

  /** One connection; the answer where the store puts us off. */
  private Optional<HttpResponse<InputStream>> receiveOnce(
      Job.Output output, Path part, LongConsumer progress)
      throws IOException, InterruptedException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(output.url()).timeout(STALLED).GET();
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> answer = transport.once(request.build());
    try (InputStream in = answer.body()) {
      switch (answer.statusCode()) {
        case OK -> copy(in, part, progress, StandardOpenOption.TRUNCATE_EXISTING);
        case PARTIAL -> copy(in, part, progress, StandardOpenOption.APPEND);
        case BEYOND_THE_END -> {} // it is all here, as the digest will tell
        default -> {
          if (!Transport.putOff(answer.statusCode(), true)) {
            throw new FarmRefused(
                answer.statusCode(),
                "download_failed",
                "the store answered " + answer.statusCode() + " for " + output.name());
          }
          return Optional.of(answer);
        }
      }
    }
    return Optional.empty();
  }

  private static void copy(InputStream in, Path part, LongConsumer progress, StandardOpenOption how)
      throws IOException {
    try (OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n; (n = in.read(buffer)) >= 0; ) {
        out.write(buffer, 0, n);
        progress.accept(n);
      }
    }
  }

  /** {@code sha256:…} of a file. */
  static String digest(Path file) throws IOException {
    return "sha256:" + sha256(file);
  }

  /** The SHA-256 of a file, in hex. */
  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n; (n = in.read(buffer)) >= 0; ) {
        sha.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
