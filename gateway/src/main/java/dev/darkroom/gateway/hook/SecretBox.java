package dev.darkroom.gateway.hook;

import dev.darkroom.storage.hook.HookSecret;
import dev.darkroom.storage.hook.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Keeps the secrets of webhooks unreadable in the log: AES-256-GCM with a nonce of its own for
 * each, bound to the webhook, so that a box moved to another webhook does not open. The first key
 * seals, every key opens. Without any, secrets stay as they are.
 */
final class SecretBox {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final List<SealingKey> keys;
  private final RandomGenerator random;

  /** No key that is known opens a secret. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableException(String message) {
      super(message);
    }
  }

  /**
   * Makes a box.
   *
   * @param random a cryptographic source
   */
  SecretBox(List<SealingKey> keys, RandomGenerator random) {
    this.keys = List.copyOf(keys);
    this.random = random;
  }

  /** A webhook with all of its secrets under the newest key, those that no key opens apart. */
  Webhook seal(Webhook hook) {
    return keys.isEmpty()
        ? hook
        : hook.with(hook.secrets().stream().map(secret -> seal(hook.id(), secret)).toList());
  }

  private HookSecret seal(String hook, HookSecret secret) {
    SealingKey newest = keys.getFirst();
    if (secret instanceof HookSecret.Sealed sealed && sealed.key().equals(newest.id())) {
      return secret;
    }
    try {
      String text = open(hook, secret);
      byte[] nonce = new byte[NONCE_BYTES];
      random.nextBytes(nonce);
      byte[] box =
          cipher(Cipher.ENCRYPT_MODE, newest, nonce, hook)
              .doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + box.length);
      System.arraycopy(box, 0, whole, NONCE_BYTES, box.length);
      return new HookSecret.Sealed(
          newest.id(), Base64.getEncoder().encodeToString(whole), secret.until());
    } catch (UnreadableException _) {
      return secret; // its key may come back
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + CIPHER, e);
    }
  }

  /**
   * A secret's text, {@code whsec_…}.
   *
   * @param hook id of its webhook
   * @throws UnreadableException where its key is not known, or it was tampered with
   */
  String open(String hook, HookSecret secret) throws UnreadableException {
    return switch (secret) {
      case HookSecret.Clear clear -> clear.text();
      case HookSecret.Sealed sealed -> open(hook, sealed);
    };
  }

  private String open(String hook, HookSecret.Sealed sealed) throws UnreadableException {
    Optional<SealingKey> key = keys.stream().filter(k -> k.id().equals(sealed.key())).findFirst();
    if (key.isEmpty()) {
      throw new UnreadableException(
          "the webhook's secret is sealed with key "
              + sealed.key()
              + ", which the gateway does not have: add it to webhooks.secret-key");
    }
    try {
      byte[] whole = Base64.getDecoder().decode(sealed.box());
      if (whole.length < NONCE_BYTES) {
        throw new IllegalArgumentException("a box has a nonce of " + NONCE_BYTES + " bytes");
      }
      byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
      byte[] text =
          cipher(Cipher.DECRYPT_MODE, key.get(), nonce, hook)
              .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
      return new String(text, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      throw new UnreadableException(
          "the webhook's secret was changed in the log: rotate it to have a new one");
    }
  }

  private static Cipher cipher(int mode, SealingKey key, byte[] nonce, String hook)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(hook.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
