package dev.darkroom.storage.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.job.id.Epoch;
import dev.darkroom.storage.Golden;
import dev.darkroom.storage.Samples;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressEventTest {

  @Test
  void theBytesOfEveryEventAreThoseOfItsGoldenFile() {
    for (ProgressEvent event :
        new ProgressEvent[] {
          ProgressContract.progress(Samples.job(1, 0), 3),
          ProgressContract.preview(Samples.job(1, 0), 4),
          new ProgressEvent.Line(
              Samples.job(1, 0), Epoch.of(1), ProgressEvent.Line.Level.INFO, "began", Samples.AT)
        }) {
      Golden.holds("progress", ProgressJson.EVENT, event, Golden.name(event));
    }
  }

  @Test
  void theLargestPreviewCanBeWritten() {
    byte[] largest = new byte[ProgressEvent.Preview.MAX_BYTES];
    ProgressEvent event = preview(largest);
    assertThat(ProgressJson.EVENT.decode(ProgressJson.EVENT.encode(event))).isEqualTo(event);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> preview(new byte[largest.length + 1]))
        .withMessage("a preview of 65537 bytes is over the 65536 allowed");
  }

  @Test
  void progressOutsideZeroToOneIsRefused() {
    for (double wrong : new double[] {-0.01, 1.01, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              new ProgressEvent.Progress(
                  Samples.job(1, 0), Epoch.of(1), wrong, 1, 2, "", Optional.empty(), Samples.AT))
          .withMessage("progress " + wrong + " is not in 0 … 1");
    }
  }

  @Test
  void idsAreReadAsTheyAreWrittenAndOrderedByTimeThenSequence() {
    ProgressId id = ProgressId.parse("1763719000000-10");
    assertThat(id.toString()).isEqualTo("1763719000000-10");
    assertThat(id).isGreaterThan(ProgressId.parse("1763719000000-9"));
    assertThat(ProgressId.parse("0")).isEqualTo(ProgressId.ZERO);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProgressId.parse("soon"))
        .withMessage("'soon' is not a progress id: use milliseconds-sequence");
  }

  @Test
  void anAddressOfAnotherKindIsRefusedAndAPasswordIsNeverShown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisSettings.of(URI.create("http://cache:6379")))
        .withMessageStartingWith("redis.url is not a Redis address: use redis://host:port");
    RedisSettings secret = RedisSettings.of(URI.create("redis://me:secret@cache:6380/2"));
    assertThat(secret.toString()).contains("cache:6380").doesNotContain("secret");
  }

  private static ProgressEvent preview(byte[] bytes) {
    return new ProgressEvent.Preview(
        Samples.job(1, 0), Epoch.of(1), 1, "image/png", bytes, Samples.AT);
  }
}
