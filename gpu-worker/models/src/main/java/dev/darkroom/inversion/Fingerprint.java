package dev.darkroom.inversion;

import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.InversionRequest.Example;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a request is told by: equal for equal requests, pictures and all. */
final class Fingerprint {
  private Fingerprint() {}

  static String of(InversionRequest request) {
    MessageDigest digest = sha256();
    String settings =
        String.join(
            "\n",
            request.word().toString(),
            request.prompts().toString(),
            request.preparation().toString(),
            request.descent().toString(),
            request.variants().toString(),
            Long.toString(request.seed()));
    digest.update(settings.getBytes(StandardCharsets.UTF_8));
    for (Example example : request.examples()) {
      digest.update(example.toString().getBytes(StandardCharsets.UTF_8)); // size and caption
      digest.update(example.picture().toBytes());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java knows SHA-256", e);
    }
  }
}
