package dev.darkroom.deploy.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 server in this JVM that keeps objects as files. Requests are signed with credentials that
 * were drawn for its folder; nobody without them reads or writes.
 */
public final class EmbeddedS3 implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final int THREADS = 64;

  /**
   * Where and how it runs.
   *
   * @param folder its own; made where it is missing
   * @param host to listen on
   */
  public record Settings(Path folder, String host, int port) {
    /** On loopback. */
    public static Settings of(Path folder, int port) {
      return new Settings(folder, "127.0.0.1", port);
    }
  }

  private final S3Proxy server;
  private final URI endpoint;
  private final S3Credentials credentials;

  private EmbeddedS3(S3Proxy server, URI endpoint, S3Credentials credentials) {
    this.server = server;
    this.endpoint = endpoint;
    this.credentials = credentials;
  }

  /**
   * Starts a server on a fresh folder, or on one that an earlier server left.
   *
   * @throws EmbeddedException where the port is taken or the folder cannot be written
   */
  public static EmbeddedS3 start(Settings settings) {
    FreePorts.require(settings.port(), "--s3-port");
    URI endpoint = URI.create("http://" + settings.host() + ":" + settings.port());
    Path objects = settings.folder().resolve("objects");
    try {
      Files.createDirectories(objects);
      S3Credentials credentials = credentials(settings.folder());
      S3Proxy server =
          S3Proxy.builder()
              .blobStore(new FilesystemNio2BlobStore(objects.toString()))
              .endpoint(endpoint)
              .awsAuthentication(
                  AuthenticationType.AWS_V4, credentials.accessKey(), credentials.secretKey())
              .jettyMaxThreads(THREADS)
              .stopTimeout(STOP_LIMIT.toMillis())
              .ignoreUnknownHeaders(true)
              .build();
      server.start();
      return new EmbeddedS3(server, endpoint, credentials);
    } catch (IOException e) {
      throw new EmbeddedException(
          "cannot write to " + settings.folder() + ": " + e.getMessage(), e);
    } catch (Exception e) {
      throw new EmbeddedException("the embedded S3 server cannot start: " + e.getMessage(), e);
    }
  }

  /**
   * The credentials that a server on this folder takes; they are drawn here where it has none yet.
   *
   * @throws EmbeddedException where the folder cannot be written
   */
  public static S3Credentials credentials(Path folder) {
    try {
      Files.createDirectories(folder);
      return S3Credentials.keptIn(folder.resolve("credentials.json"));
    } catch (IOException e) {
      throw new EmbeddedException("cannot write to " + folder + ": " + e.getMessage(), e);
    }
  }

  /** What clients connect to. */
  public URI endpoint() {
    return endpoint;
  }

  public S3Credentials credentials() {
    return credentials;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new EmbeddedException("the embedded S3 server did not stop: " + e.getMessage(), e);
    }
  }
}
