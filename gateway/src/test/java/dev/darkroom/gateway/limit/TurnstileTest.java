package dev.darkroom.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong now = new AtomicLong();

  @Test
  void tokensComeAnewAtAnEvenPaceAndNeverMoreThanTheQuota() {
    Turnstile turnstile = perKey(new Rate(4, Duration.ofSeconds(8)));
    assertThat(passes(turnstile, 10)).isEqualTo(4);

    now.addAndGet(2 * SECOND);
    assertThat(passes(turnstile, 10)).isEqualTo(1);
    now.addAndGet(1000 * SECOND);
    assertThat(passes(turnstile, 10)).isEqualTo(4);
  }

  @Test
  void aRefusalSaysHowLongUntilTheNextMayPassAndThatIsSo() {
    Turnstile turnstile = perKey(new Rate(1, Duration.ofSeconds(10)));
    turnstile.pass("a", "t");
    now.addAndGet(4 * SECOND);

    Turnstile.Refusal refusal = turnstile.pass("a", "t").refusal().orElseThrow();

    assertThat(refusal.policy()).isEqualTo("key");
    assertThat(refusal.until()).isEqualTo(Duration.ofSeconds(6));
    now.addAndGet(refusal.until().toNanos());
    assertThat(passes(turnstile, 5)).isEqualTo(1);
  }

  @Test
  void whatTheTenantMayNotDoDoesNotCostTheKey() {
    Turnstile turnstile =
        new Turnstile(
            new Limits(new Rate(10, Duration.ofHours(1)), new Rate(2, Duration.ofHours(1)), 0),
            now::get);
    assertThat(passes(turnstile, 5)).isEqualTo(2);

    assertThat(turnstile.pass("a", "t").standings().getFirst().text()).startsWith("\"key\";r=8;");
    assertThat(turnstile.pass("b", "t").refusal().orElseThrow().policy()).isEqualTo("tenant");
  }

  @Test
  void whoeverAsksUnderManyNamesCannotMakeItRememberThemAll() {
    Turnstile turnstile = perKey(new Rate(1, Duration.ofHours(1)));
    turnstile.pass("first", "t");
    for (int i = 0; i < 20_000; i++) {
      turnstile.pass("k" + i, "t");
    }

    assertThat(turnstile.pass("k19999", "t").refusal()).isPresent();
    assertThat(turnstile.pass("first", "t").refusal()).isEmpty();
  }

  @Test
  void aRateOfNothingIsRefused() {
    assertThatThrownBy(() -> new Rate(-1, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rate(1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Turnstile perKey(Rate rate) {
    return new Turnstile(new Limits(rate, Rate.OFF, 0), now::get);
  }

  private static int passes(Turnstile turnstile, int tries) {
    int passed = 0;
    for (int i = 0; i < tries; i++) {
      passed += turnstile.pass("a", "t").refusal().isEmpty() ? 1 : 0;
    }
    return passed;
  }
}
