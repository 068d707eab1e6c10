package dev.darkroom.storage.object;

import dev.darkroom.storage.Deadline;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import io.minio.AbortMultipartUploadArgs;
import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.ListMultipartUploadsArgs;
import io.minio.ListObjectsV2Args;
import io.minio.MakeBucketArgs;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.UploadObjectArgs;
import io.minio.errors.MinioException;
import io.minio.messages.ListBucketResultV2;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A bucket of any server that speaks the S3 API. Opening it makes no request. */
public final class S3ObjectStore implements ObjectStore {
  /** Files above this go in parts of it. */
  static final long PART_BYTES = 16L << 20;

  /** Lists of unfinished uploads go no further. */
  private static final int MAX_UNFINISHED = 1_000;

  private final S3Settings settings;
  private final String bucket;
  private final S3Errors errors;
  private final S3Clients clients;

  public S3ObjectStore(S3Settings settings) {
    this.settings = settings;
    this.bucket = settings.bucket();
    this.errors = new S3Errors(settings.endpoint(), bucket);
    this.clients = S3Clients.open(settings);
  }

  /**
   * Makes the bucket where it is missing.
   *
   * @throws StorageException UNAVAILABLE or FORBIDDEN, in words that a person who starts the farm
   *     can act on
   */
  public void ensureBucket() {
    BucketExistsArgs asked = BucketExistsArgs.builder().bucket(bucket).build();
    if (!tried(bucket, () -> clients.store().bucketExists(asked))) {
      MakeBucketArgs made = MakeBucketArgs.builder().bucket(bucket).build();
      try {
        var _ = once(bucket, settings.waits().call(), () -> clients.store().makeBucket(made));
      } catch (StorageException e) {
        if (!S3Errors.hasCode(e, "BucketAlreadyOwnedByYou")) {
          throw e;
        }
      }
    }
  }

  @Override
  public void put(String key, byte[] bytes, String contentType) {
    PutObjectArgs args = bytes(key, bytes, contentType).build();
    var _ = tried(key, () -> clients.store().putObject(args));
  }

  @Override
  public void put(String key, Path file, String contentType) {
    try {
      long parts = 2 + Files.size(file) / PART_BYTES; // and one request to begin or to end them
      UploadObjectArgs args =
          UploadObjectArgs.builder()
              .bucket(bucket)
              .object(key)
              .filename(file.toString(), PART_BYTES)
              .contentType(contentType)
              .build();
      Duration limit = settings.waits().call().multipliedBy(parts);
      var _ = tried(key, limit, () -> clients.store().uploadObject(args));
    } catch (IOException | MinioException e) {
      throw new StorageException(Code.NOT_FOUND, "cannot read " + file + " to store it", e);
    }
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes, String contentType) {
    PutObjectArgs args =
        bytes(key, bytes, contentType).headers(Map.of("If-None-Match", "*")).build();
    try {
      // Once only: a second try could be refused because of the first.
      var _ = once(key, settings.waits().call(), () -> clients.store().putObject(args));
      return true;
    } catch (StorageException e) {
      if (e.code() == Code.CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public byte[] get(String key, int maxBytes) {
    GetObjectArgs args = GetObjectArgs.builder().bucket(bucket).object(key).build();
    return tried(() -> {
      try (InputStream in = opened(key, args)) {
        byte[] bytes = in.readNBytes(maxBytes);
        if (in.read() >= 0) {
          throw new StorageException(
              Code.TOO_LARGE, key + " is over the " + maxBytes + " bytes allowed");
        }
        return bytes;
      } catch (IOException e) {
        throw errors.of(e, key);
      }
    });
  }

  @Override
  public InputStream open(String key, long offset, long length) {
    ObjectStore.checkRange(offset, length);
    GetObjectArgs args =
        GetObjectArgs.builder().bucket(bucket).object(key).offset(offset).length(length).build();
    try {
      return tried(() -> opened(key, args));
    } catch (StorageException e) {
      if (S3Errors.hasCode(e, "InvalidRange")) {
        return InputStream.nullInputStream(); // it begins behind the object's end
      }
      throw e;
    }
  }

  @Override
  public Optional<ObjectInfo> stat(String key) {
    StatObjectArgs args = StatObjectArgs.builder().bucket(bucket).object(key).build();
    try {
      StatObjectResponse found = tried(key, () -> clients.store().statObject(args));
      return Optional.of(new ObjectInfo(key, found.size(), found.lastModified().toInstant()));
    } catch (StorageException e) {
      if (e.code() == Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public ObjectPage list(String prefix, Optional<String> from, int limit) {
    ObjectStore.checkLimit(limit);
    ListObjectsV2Args.Builder args =
        ListObjectsV2Args.builder()
            .bucket(bucket)
            .prefix(prefix)
            .maxKeys(limit)
            .encodingType("url");
    from.ifPresent(args::startAfter);
    ListBucketResultV2 found =
        tried(prefix, () -> clients.store().listObjectsV2(args.build())).result();
    List<ObjectInfo> objects =
        found.contents().stream()
            .map(o -> new ObjectInfo(o.objectName(), o.size(), o.lastModified().toInstant()))
            .toList();
    return new ObjectPage(
        objects,
        found.isTruncated() && !objects.isEmpty()
            ? Optional.of(objects.getLast().key())
            : Optional.empty());
  }

  @Override
  public void delete(String key) {
    RemoveObjectArgs args = RemoveObjectArgs.builder().bucket(bucket).object(key).build();
    var _ = tried(key, () -> clients.store().removeObject(args));
  }

  @Override
  public URI presignGet(String key, Duration ttl, Optional<String> downloadName) {
    ObjectStore.checkTtl(ttl);
    GetPresignedObjectUrlArgs.Builder args =
        GetPresignedObjectUrlArgs.builder()
            .method(Http.Method.GET)
            .bucket(bucket)
            .object(key)
            .expiry(Math.toIntExact(ttl.toSeconds()));
    downloadName.ifPresent(name ->
        args.extraQueryParams(
            Map.of("response-content-disposition", ContentDisposition.attachment(name))));
    try {
      return URI.create(clients.signer().getPresignedObjectUrl(args.build()));
    } catch (MinioException e) {
      throw errors.of(e, key);
    }
  }

  @Override
  public URI presignPut(String key, Duration ttl, Body body) {
    ObjectStore.checkTtl(ttl);
    return new PutSigner(settings, errors).sign(key, ttl, body);
  }

  @Override
  public List<UnfinishedUpload> unfinished() {
    ListMultipartUploadsArgs args =
        ListMultipartUploadsArgs.builder()
            .bucket(bucket)
            .maxUploads(MAX_UNFINISHED)
            .encodingType("url")
            .build();
    return tried("uploads", () -> clients.store().listMultipartUploads(args))
        .result()
        .uploads()
        .stream()
        .map(u -> new UnfinishedUpload(u.objectName(), u.uploadId(), u.initiated().toInstant()))
        .toList();
  }

  @Override
  public void discard(UnfinishedUpload upload) {
    AbortMultipartUploadArgs args =
        AbortMultipartUploadArgs.builder()
            .bucket(bucket)
            .object(upload.key())
            .uploadId(upload.id())
            .build();
    try {
      var _ = tried(upload.key(), () -> clients.store().abortMultipartUpload(args));
    } catch (StorageException e) {
      if (!S3Errors.hasCode(e, "NoSuchUpload")) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    clients.close();
  }

  private PutObjectArgs.Builder bytes(String key, byte[] bytes, String contentType) {
    return PutObjectArgs.builder()
        .bucket(bucket)
        .object(key)
        .data(bytes, bytes.length)
        .contentType(contentType);
  }

  private GetObjectResponse opened(String key, GetObjectArgs args) {
    return once(key, settings.waits().call(), () -> clients.store().getObject(args));
  }

  private <T> T tried(String key, Supplier<CompletableFuture<T>> request) {
    return tried(key, settings.waits().call(), request);
  }

  private <T> T tried(String key, Duration limit, Supplier<CompletableFuture<T>> request) {
    return tried(() -> once(key, limit, request));
  }

  /** Does what may be done twice, again while the server does not answer. */
  private <T> T tried(Supplier<T> action) {
    int tries = settings.waits().tries();
    for (int attempt = 1; ; attempt++) {
      try {
        return action.get();
      } catch (StorageException e) {
        if (e.code() != Code.UNAVAILABLE || attempt == tries) {
          throw e;
        }
      }
      Deadline.pause(settings.waits().pause().multipliedBy(attempt));
    }
  }

  private <T> T once(String key, Duration limit, Supplier<CompletableFuture<T>> request) {
    CompletableFuture<T> answer = request.get();
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw errors.of(e, key);
    } catch (TimeoutException e) {
      var _ = answer.cancel(true);
      throw errors.silent("no answer within " + limit.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      var _ = answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new StorageException(Code.INTERRUPTED, "interrupted while S3 was asked", e);
    }
  }
}
