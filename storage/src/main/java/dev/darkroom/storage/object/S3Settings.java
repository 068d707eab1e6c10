package dev.darkroom.storage.object;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which bucket, where, and how long it may take.
 *
 * @param endpoint what this process connects to
 * @param publicEndpoint what presigned URLs are signed for, where clients see the store under
 *     another address; a signature covers the host, so it cannot be changed afterwards
 * @param region as the server has it; a server without regions says {@code us-east-1}
 */
public record S3Settings(
    URI endpoint,
    Optional<URI> publicEndpoint,
    String region,
    String bucket,
    Credentials credentials,
    Waits waits) {
  public static final String DEFAULT_REGION = "us-east-1";
  public static final String DEFAULT_BUCKET = "darkroom";

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /** A key pair. Its text form hides the secret. */
  public record Credentials(String accessKey, String secretKey) {
    public Credentials {
      if (accessKey.isBlank() || secretKey.isBlank()) {
        throw new IllegalArgumentException(
            "s3.access-key and s3.secret-key are both needed: set them");
      }
    }

    @Override
    public String toString() {
      return "Credentials[" + accessKey + "]";
    }
  }

  /**
   * How long is waited, and how often.
   *
   * @param connect for a connection
   * @param silence of an open connection before it counts as dead
   * @param call for one request, or one part of a large upload
   * @param tries of a request while the server does not answer, the first one included
   * @param pause before the second try; it grows with every further one
   */
  public record Waits(
      Duration connect, Duration silence, Duration call, int tries, Duration pause) {
    public static final Waits DEFAULT =
        new Waits(
            Duration.ofSeconds(3),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            3,
            Duration.ofMillis(200));

    public Waits {
      if (!connect.isPositive() || !silence.isPositive() || !call.isPositive()) {
        throw new IllegalArgumentException("s3 time-outs must be above zero");
      }
      if (tries < 1 || tries > 10 || pause.isNegative()) {
        throw new IllegalArgumentException("s3 requests are tried 1 to 10 times");
      }
    }
  }

  public S3Settings {
    check("s3.endpoint", endpoint);
    publicEndpoint.ifPresent(uri -> check("s3.public-endpoint", uri));
    if (region.isBlank()) {
      throw new IllegalArgumentException("s3.region is empty: use " + DEFAULT_REGION);
    }
    if (!BUCKET.matcher(bucket).matches() || bucket.contains("..")) {
      throw new IllegalArgumentException(
          "s3.bucket '"
              + bucket
              + "' is not a bucket's name: use 3 to 63 small letters, digits, '-' and '.'");
    }
  }

  /** The defaults. */
  public static S3Settings of(URI endpoint, Credentials credentials) {
    return new S3Settings(
        endpoint, Optional.empty(), DEFAULT_REGION, DEFAULT_BUCKET, credentials, Waits.DEFAULT);
  }

  public S3Settings withBucket(String other) {
    return new S3Settings(endpoint, publicEndpoint, region, other, credentials, waits);
  }

  public S3Settings withPublicEndpoint(URI other) {
    return new S3Settings(endpoint, Optional.of(other), region, bucket, credentials, waits);
  }

  public S3Settings with(Waits other) {
    return new S3Settings(endpoint, publicEndpoint, region, bucket, credentials, other);
  }

  private static void check(String name, URI uri) {
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    boolean bare = uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/");
    if (!web || uri.getHost() == null || !bare || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          name + " is not the address of an S3 server: use http://host:port or https://host");
    }
  }
}
