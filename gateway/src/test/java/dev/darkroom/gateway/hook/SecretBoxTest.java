package dev.darkroom.gateway.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.storage.hook.HookSamples;
import dev.darkroom.storage.hook.HookSecret;
import dev.darkroom.storage.hook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBoxTest {
  private static final SealingKey OLD = SealingKey.parse(SealingKey.draw(new Random(1)));
  private static final SealingKey NEW = SealingKey.parse(SealingKey.draw(new Random(2)));
  private static final String TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Webhook CLEAR =
      HookSamples.hook()
          .with(
              List.of(
                  new HookSecret.Clear(TEXT, Optional.empty()),
                  new HookSecret.Clear(TEXT, Optional.of(Instant.EPOCH))));

  @Test
  void whatWasSealedIsReadWithTheKeyAlone() throws Exception {
    Webhook sealed = box(OLD).seal(CLEAR);

    assertThat(sealed.secrets()).hasOnlyElementsOfType(HookSecret.Sealed.class);
    assertThat(sealed.secrets())
        .extracting(HookSecret::until)
        .containsExactly(Optional.empty(), Optional.of(Instant.EPOCH));
    assertThat(sealed.toString()).doesNotContain(TEXT);
    assertThat(sealed.secrets()).as("a nonce for each").doesNotHaveDuplicates();
    for (HookSecret secret : sealed.secrets()) {
      assertThat(box(OLD).open(sealed.id(), secret)).isEqualTo(TEXT);
      assertThatExceptionOfType(SecretBox.UnreadableException.class)
          .isThrownBy(() -> box(NEW).open(sealed.id(), secret))
          .withMessageContaining("sealed with key " + OLD.id())
          .withMessageContaining("webhooks.secret-key");
    }
  }

  @Test
  void aKeyIsChangedByPuttingTheNewOneFirst() throws Exception {
    Webhook sealed = box(OLD).seal(CLEAR);
    SecretBox both = box(NEW, OLD);

    Webhook anew = both.seal(sealed);

    assertThat(both.open(sealed.id(), sealed.secrets().getFirst())).isEqualTo(TEXT);
    assertThat(box(NEW).open(anew.id(), anew.secrets().getFirst())).isEqualTo(TEXT);
    assertThat(both.seal(anew)).as("what is under the newest key stays").isEqualTo(anew);
    assertThat(box(NEW).seal(sealed)).as("a key may come back").isEqualTo(sealed);
  }

  @Test
  void aBoxThatWasChangedOrMovedToAnotherWebhookDoesNotOpen() {
    HookSecret.Sealed sealed = (HookSecret.Sealed) box(OLD).seal(CLEAR).secrets().getFirst();
    String turned = (sealed.box().startsWith("A") ? "B" : "A") + sealed.box().substring(1);

    for (String changed : List.of(turned, "", "AAAA", sealed.box().substring(4), "?")) {
      assertThatExceptionOfType(SecretBox.UnreadableException.class)
          .isThrownBy(() ->
              box(OLD).open(CLEAR.id(), new HookSecret.Sealed(OLD.id(), changed, Optional.empty())))
          .withMessageContaining("rotate it");
    }
    assertThatExceptionOfType(SecretBox.UnreadableException.class)
        .isThrownBy(() -> box(OLD).open("wh_" + "0b".repeat(16), sealed));
  }

  @Test
  void withoutAKeySecretsStayAsTheyAre() {
    assertThat(box().seal(CLEAR)).isEqualTo(CLEAR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "AAAA", "not base64 at all, is it, at least not all of it!"})
  void whatIsNoKeyOf256BitsIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> SealingKey.parse(text));
  }

  @Test
  void aKeyShowsNoMoreThanItsId() {
    assertThat(OLD).hasToString("SealingKey[" + OLD.id() + "]");
    assertThat(OLD.id()).matches("[0-9a-f]{8}").isNotEqualTo(NEW.id());
  }

  private static SecretBox box(SealingKey... keys) {
    return new SecretBox(List.of(keys), new Random(3));
  }
}
