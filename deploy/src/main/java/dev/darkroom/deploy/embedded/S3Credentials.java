package dev.darkroom.deploy.embedded;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The key pair of one embedded S3 server. Its text form hides the secret. */
public record S3Credentials(String accessKey, String secretKey) {
  private static final int ACCESS_BYTES = 10;
  private static final int SECRET_BYTES = 32;

  /** Reads the pair kept in a file, or draws one and keeps it there for its owner's eyes only. */
  static S3Credentials keptIn(Path file) throws IOException {
    JsonMapper json = new JsonMapper();
    if (Files.exists(file)) {
      return json.readValue(Files.readAllBytes(file), S3Credentials.class);
    }
    SecureRandom random = new SecureRandom();
    S3Credentials drawn = new S3Credentials(hex(random, ACCESS_BYTES), hex(random, SECRET_BYTES));
    // Never readable by others, not even for a moment: rights come with the creation.
    Path fresh =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            "credentials",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(fresh, json.writeValueAsBytes(drawn));
    var _ = Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return drawn;
  }

  @Override
  public String toString() {
    return "S3Credentials[accessKey=" + accessKey + "]";
  }

  private static String hex(SecureRandom random, int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }
}
