package dev.darkroom.storage.object;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import io.minio.errors.XmlParserException;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Says in this farm's words what an S3 server or the way to it did wrong. */
record S3Errors(URI endpoint, String bucket) {
  private static final int MAX_CAUSES = 8;
  private static final int MAX_TEXT = 200;

  /** This failure of a request about this key. */
  StorageException of(Throwable thrown, String key) {
    return switch (cause(thrown)) {
      case StorageException e -> e;
      case ErrorResponseException e -> refused(e, key);
      case ServerException e -> silent("status " + e.statusCode(), e);
      case InvalidResponseException e -> foreign(e);
      case XmlParserException e -> foreign(e);
      case IOException e -> silent(text(e), e);
      case Throwable e -> silent(e.getClass().getSimpleName() + ": " + text(e), e);
    };
  }

  /** The server was not reached, or did not get through with its answer. */
  StorageException silent(String why, Throwable cause) {
    return new StorageException(
        Code.UNAVAILABLE,
        "S3 at " + endpoint + " does not answer (" + why + "): start it, or set s3.endpoint",
        cause);
  }

  /** Whether this is the S3 error code behind a failure. */
  static boolean hasCode(StorageException thrown, String s3Code) {
    return thrown.getCause() instanceof ErrorResponseException e
        && e.errorResponse().code().equals(s3Code);
  }

  /** The server's answer was an error. */
  private StorageException refused(ErrorResponseException e, String key) {
    int status = e.response().code();
    return switch (e.errorResponse().code()) {
      case "NoSuchKey", "NoSuchObject" ->
          new StorageException(Code.NOT_FOUND, "there is no object " + key, e);
      case "NoSuchBucket" ->
          new StorageException(
              Code.FORBIDDEN,
              "S3 at " + endpoint + " has no bucket " + bucket + ": create it, or set s3.bucket",
              e);
      case "PreconditionFailed" ->
          new StorageException(Code.CONFLICT, "there is an object " + key + " already", e);
      case "EntityTooLarge" ->
          new StorageException(Code.TOO_LARGE, key + " is larger than the S3 server takes", e);
      case "InsufficientStorage", "XMinioStorageFull", "QuotaExceeded" ->
          new StorageException(Code.FULL, "S3 at " + endpoint + " is full: " + told(e), e);
      case "SlowDown", "RequestTimeout", "ConditionalRequestConflict" -> silent(told(e), e);
      default ->
          status >= 500 || status == 429
              ? silent(told(e), e)
              : new StorageException(
                  Code.FORBIDDEN,
                  "S3 at "
                      + endpoint
                      + " refuses this ("
                      + told(e)
                      + "): check s3.access-key, s3.secret-key and s3.region",
                  e);
    };
  }

  private StorageException foreign(Throwable e) {
    return new StorageException(
        Code.UNAVAILABLE,
        "what answers at "
            + endpoint
            + " speaks no S3 ("
            + text(e)
            + "): start it, or set s3.endpoint",
        e);
  }

  private static String told(ErrorResponseException e) {
    return e.errorResponse().code() + ", status " + e.response().code() + ": " + text(e);
  }

  /** The SDK wraps what happened, sometimes more than once. */
  private static Throwable cause(Throwable thrown) {
    Throwable at = thrown;
    for (int i = 0; i < MAX_CAUSES; i++) {
      Throwable inner = at.getCause();
      boolean wrapper =
          at instanceof CompletionException
              || at instanceof ExecutionException
              || at.getClass() == MinioException.class;
      if (!wrapper || inner == null) {
        break;
      }
      at = inner;
    }
    return at;
  }

  private static String text(Throwable e) {
    String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
