package dev.darkroom.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class S3SettingsTest {
  private static final S3Settings.Credentials KEYS = new S3Settings.Credentials("me", "hidden");

  @Test
  void anAddressThatIsNoServersIsRefusedByTheNameOfItsSetting() {
    for (String wrong : List.of("s3:9000", "ftp://s3:9000", "http://s3/path", "http://me:x@s3")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> S3Settings.of(URI.create(wrong), KEYS))
          .withMessageStartingWith("s3.endpoint is not the address of an S3 server");
    }
    S3Settings right = S3Settings.of(URI.create("http://s3:9000/"), KEYS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> right.withPublicEndpoint(URI.create("pictures.example")))
        .withMessageStartingWith("s3.public-endpoint is not the address of an S3 server");
  }

  @Test
  void aBucketsNameIsChecked() {
    S3Settings settings = S3Settings.of(URI.create("http://s3:9000"), KEYS);
    for (String wrong : List.of("", "ab", "Pictures", "a..b", "-ab", "a/b", "x".repeat(64))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> settings.withBucket(wrong))
          .withMessageStartingWith("s3.bucket '" + wrong + "' is not a bucket's name");
    }
  }

  @Test
  void theSecretIsNeverShown() {
    assertThat(S3Settings.of(URI.create("http://s3:9000"), KEYS).toString())
        .contains("me")
        .doesNotContain("hidden");
  }
}
