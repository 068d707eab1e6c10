package dev.darkroom.storage.object;

import io.minio.Signer;
import io.minio.errors.MinioException;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * Signs addresses that a file may be put to. Unlike the SDK's own call for that it signs the body's
 * length and type as well, so that nobody puts more than was said.
 */
record PutSigner(S3Settings settings, S3Errors errors) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);
  private static final RequestBody EMPTY = RequestBody.create(new byte[0], (MediaType) null);

  URI sign(String key, Duration ttl, ObjectStore.Body body) {
    URI endpoint = settings.publicEndpoint().orElse(settings.endpoint());
    HttpUrl.Builder url =
        HttpUrl.get(endpoint.toString()).newBuilder().addPathSegment(settings.bucket());
    url.addPathSegments(key);
    HttpUrl target = url.build();
    boolean usualPort = target.port() == HttpUrl.defaultPort(target.scheme());
    Request request =
        new Request.Builder()
            .url(target)
            .put(EMPTY)
            .header("Host", usualPort ? target.host() : target.host() + ":" + target.port())
            .header("Content-Length", Long.toString(body.sizeBytes()))
            .header("Content-Type", body.contentType())
            .header("X-Amz-Date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC)))
            .build();
    try {
      return URI.create(
          Signer.presignV4(
                  request,
                  settings.region(),
                  settings.credentials().accessKey(),
                  settings.credentials().secretKey(),
                  Math.toIntExact(ttl.toSeconds()))
              .toString());
    } catch (MinioException e) {
      throw errors.of(e, key);
    }
  }
}
