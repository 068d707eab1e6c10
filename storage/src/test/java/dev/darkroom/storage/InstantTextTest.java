package dev.darkroom.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {
  private static final Json<Moment> JSON = Json.of("moment", Moment.class, 1_000);

  record Moment(Instant at) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2000-02-29T23:59:59Z",
        "1900-03-01T00:00:00Z",
        "2026-11-21T10:15:30.125Z",
        "2026-11-21T10:15:30.125250Z",
        "2026-12-31T10:15:30.000000001Z",
        "0000-01-01T00:00:00Z",
        "0000-02-29T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z",
        "+10000-01-01T00:00:00Z",
        "-0001-12-31T23:59:59Z"
      })
  void aTimeIsWrittenAsItsTextAndReadBack(String text) {
    Instant at = Instant.parse(text);
    byte[] bytes = JSON.encode(new Moment(at));
    assertThat(bytes).asString(StandardCharsets.UTF_8).contains("{\"at\":\"" + text + "\"}");
    assertThat(JSON.decode(bytes).at()).isEqualTo(at);
  }

  @Test
  void everyDayOfEightHundredYearsIsReadAsItWasWritten() {
    Random random = new Random(7);
    for (long day = -292_194; day < 146_097; day++) {
      Instant at = Instant.ofEpochSecond(day * 86_400 + random.nextInt(86_400));
      byte[] bytes = JSON.encode(new Moment(at));
      assertThat(bytes).asString(StandardCharsets.UTF_8).contains("\"" + at + "\"");
      assertThat(JSON.decode(bytes).at()).isEqualTo(at);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2026-11-21T10:15:30+02:00", "2026-11-30T10:15:30.1234Z", "2026-01-31T00:00:00Z"})
  void otherFormsOfATimeAreRead(String text) {
    assertThat(JSON.decode(moment(text)).at()).isEqualTo(OffsetDateTime.parse(text).toInstant());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30T10:15:30Z",
        "2026-13-01T10:15:30Z",
        "2026-11-21T24:15:30Z",
        "2026-11-21T10:15:3xZ",
        "2026-11-21T10:15:30.12x4Z",
        "2026-11-21 10:15:30Z"
      })
  void whatIsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> JSON.decode(moment(text))).isInstanceOf(StorageException.class);
  }

  private static byte[] moment(String text) {
    return ("{\"v\":1,\"data\":{\"at\":\"" + text + "\"}}").getBytes(StandardCharsets.UTF_8);
  }
}
