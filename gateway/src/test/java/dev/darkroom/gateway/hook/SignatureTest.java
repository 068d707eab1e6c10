package dev.darkroom.gateway.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.storage.hook.HookSecret;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignatureTest {
  /** The vector that the Standard Webhooks' libraries test themselves with. */
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
  private static final String BODY = "{\"test\": 2432232314}";
  private static final String SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  @Test
  void theStandardsVectorComesOut() {
    assertThat(Signature.of(SECRET, ID, AT, BODY)).isEqualTo(SIGNED);
  }

  @Test
  void whileSecretsAreRotatedEachOfThemSigns() {
    String other = Signature.secret(new Random(1));

    assertThat(Signature.of(List.of(other, SECRET), ID, AT, BODY).split(" "))
        .hasSize(2)
        .contains(SIGNED)
        .doesNotHaveDuplicates();
  }

  @Test
  void aFreshSecretHas256Bits() {
    String secret = Signature.secret(new Random(2));

    assertThat(secret).startsWith("whsec_");
    assertThat(Base64.getDecoder().decode(secret.substring(6))).hasSize(32);
    assertThat(new HookSecret.Clear(secret, Optional.empty())).hasToString("HookSecret[…]");
  }
}
