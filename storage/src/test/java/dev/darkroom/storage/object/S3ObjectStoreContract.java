package dev.darkroom.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import io.minio.CreateMultipartUploadArgs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the adapter keeps to on every server that speaks the S3 API. */
public abstract class S3ObjectStoreContract extends ObjectStoreContract {
  private final HttpClient browser = HttpClient.newHttpClient();

  /** How the server is reached; the bucket is fresh and need not exist. */
  protected abstract S3Settings settings();

  @Override
  protected ObjectStore open() {
    S3ObjectStore opened = new S3ObjectStore(settings());
    opened.ensureBucket();
    opened.ensureBucket(); // a second process does the same
    return opened;
  }

  @Test
  void aPresignedUrlIsReadByAnybodyAndByNobodyOnceItIsChanged() throws Exception {
    store.put("t/a/picture.png", bytes("pixels"), "image/png");
    URI url = store.presignGet("t/a/picture.png", Duration.ofMinutes(1), Optional.empty());
    HttpResponse<String> shown = get(url);
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.body()).isEqualTo("pixels");
    assertThat(shown.headers().firstValue("content-type")).contains("image/png");
    store.put("t/a/other.png", bytes("secret"), "image/png");
    URI other = URI.create(url.toString().replace("picture.png", "other.png"));
    assertThat(get(other).statusCode()).isEqualTo(403);
  }

  @Test
  void aPresignedUrlSavesUnderTheNameThatItIsGiven() throws Exception {
    store.put("a", bytes("pixels"), "image/png");
    URI url =
        store.presignGet("a", Duration.ofMinutes(1), Optional.of("ein \"roter\" Kreis é.png"));
    assertThat(get(url).headers().firstValue("content-disposition"))
        .contains(
            "attachment; filename=\"ein__roter__Kreis__.png\";"
                + " filename*=UTF-8''ein%20%22roter%22%20Kreis%20%C3%A9.png");
  }

  @Test
  void aPresignedUrlEnds() throws Exception {
    store.put("a", bytes("pixels"), "image/png");
    URI url = store.presignGet("a", Duration.ofSeconds(1), Optional.empty());
    Thread.sleep(Duration.ofMillis(2_500));
    assertThat(get(url).statusCode()).isEqualTo(403);
  }

  @Test
  void whatIsSignedForIsPutByAnybodyAndNothingElseIs() throws Exception {
    ObjectStore.Body six = new ObjectStore.Body(6, "image/png");
    URI url = store.presignPut("t/a/new picture.png", Duration.ofMinutes(1), six);

    assertThat(put(url, "image/png", "a lot of pixels")).as("another size").isEqualTo(403);
    assertThat(put(url, "text/html", "pixels")).as("another type").isEqualTo(403);
    URI other = URI.create(url.toString().replace("new%20picture", "other"));
    assertThat(put(other, "image/png", "pixels")).as("another key").isEqualTo(403);
    assertThat(get(url).statusCode()).as("it is good for nothing else").isEqualTo(403);
    assertThat(store.list("", Optional.empty(), 10).objects()).isEmpty();

    assertThat(put(url, "image/png", "pixels")).isEqualTo(200);
    assertThat(store.get("t/a/new picture.png", 10)).isEqualTo(bytes("pixels"));
  }

  @Test
  void anAddressToPutToEnds() throws Exception {
    ObjectStore.Body one = new ObjectStore.Body(1, "text/plain");
    URI url = store.presignPut("a", Duration.ofSeconds(1), one);
    Thread.sleep(Duration.ofMillis(2_500));
    assertThat(put(url, "text/plain", "x")).isEqualTo(403);
    assertThat(store.stat("a")).isEmpty();
  }

  @Test
  void urlsAreSignedForThePublicEndpoint() {
    S3Settings settings = settings().withPublicEndpoint(URI.create("https://pictures.example"));
    try (S3ObjectStore behindProxy = new S3ObjectStore(settings)) {
      URI url = behindProxy.presignGet("a", Duration.ofMinutes(1), Optional.empty());
      assertThat(url.getScheme()).isEqualTo("https");
      assertThat(url.getHost()).isEqualTo("pictures.example");
      assertThat(url.getPath()).isEqualTo("/" + settings.bucket() + "/a");
      assertThat(url.getQuery()).contains("X-Amz-Signature=");
      URI put =
          behindProxy.presignPut("a", Duration.ofMinutes(1), new ObjectStore.Body(1, "text/plain"));
      assertThat(put.toString())
          .startsWith("https://pictures.example/" + settings.bucket() + "/a?");
    }
  }

  @Test
  void wrongCredentialsAreRefusedWithTheSettingsToCheck() {
    S3Settings right = settings();
    S3Settings.Credentials keys = right.credentials();
    for (S3Settings.Credentials wrong :
        List.of(
            new S3Settings.Credentials(keys.accessKey(), "not the secret"),
            new S3Settings.Credentials("nobody", keys.secretKey()))) {
      S3Settings settings = S3Settings.of(right.endpoint(), wrong).withBucket(right.bucket());
      try (S3ObjectStore stranger = new S3ObjectStore(settings)) {
        assertThatExceptionOfType(StorageException.class)
            .isThrownBy(() -> stranger.put("a", bytes("x"), "text/plain"))
            .withMessageStartingWith("S3 at " + right.endpoint() + " refuses this (")
            .withMessageEndingWith("check s3.access-key, s3.secret-key and s3.region")
            .withMessageNotContaining("not the secret")
            .extracting(StorageException::code)
            .isEqualTo(Code.FORBIDDEN);
      }
    }
  }

  @Test
  void aBucketThatIsMissingIsNamed() {
    S3Settings settings = settings().withBucket("nobody-made-this-bucket");
    try (S3ObjectStore lost = new S3ObjectStore(settings)) {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> lost.put("a", bytes("x"), "text/plain"))
          .withMessage(
              "S3 at %s has no bucket nobody-made-this-bucket: create it, or set s3.bucket",
              settings.endpoint())
          .extracting(StorageException::code)
          .isEqualTo(Code.FORBIDDEN);
    }
  }

  @Test
  void anUploadThatNobodyFinishedIsListedAndGivenUp() throws Exception {
    S3Settings settings = settings();
    try (S3ObjectStore real = new S3ObjectStore(settings);
        S3Clients clients = S3Clients.open(settings)) {
      real.ensureBucket();
      String id =
          clients
              .store()
              .createMultipartUpload(
                  CreateMultipartUploadArgs.builder()
                      .bucket(settings.bucket())
                      .object("m/half")
                      .build())
              .get()
              .result()
              .uploadId();
      assertThat(real.unfinished())
          .extracting(UnfinishedUpload::key, UnfinishedUpload::id)
          .containsExactly(tuple("m/half", id));
      assertThat(real.list("", Optional.empty(), 10).objects()).isEmpty();
      real.discard(real.unfinished().getFirst());
      assertThat(real.unfinished()).isEmpty();
    }
  }

  private int put(URI url, String contentType, String body) throws Exception {
    return browser
        .send(
            HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", contentType)
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private HttpResponse<String> get(URI url) throws Exception {
    return browser.send(
        HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
