package dev.darkroom.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Certificates for tests, made by the JDK's own tool: each signed by itself, good for two days. */
public final class Certificates {
  private static final String PASSWORD = "for the test alone";

  private Certificates() {}

  /**
   * A certificate and its key, as PEM files.
   *
   * @param certificate may be trusted as an authority's as well
   */
  public record Pair(Path certificate, Path key) {}

  /**
   * Makes a pair.
   *
   * @param name of the files
   * @param names that it has, as {@code ip:127.0.0.1} or {@code dns:localhost}
   */
  public static Pair make(Path folder, String name, String... names) {
    Path store = folder.resolve(name + ".p12");
    try {
      run(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
              "-genkeypair",
              "-alias",
              name,
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-dname",
              "CN=" + name,
              "-validity",
              "2",
              "-ext",
              "san=" + String.join(",", names),
              "-storetype",
              "PKCS12",
              "-keystore",
              store.toString(),
              "-storepass",
              PASSWORD));
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      Files.delete(store);
      byte[] key =
          Optional.ofNullable(keys.getKey(name, PASSWORD.toCharArray())).orElseThrow().getEncoded();
      return new Pair(
          pem(folder.resolve(name + ".crt"), "CERTIFICATE", keys.getCertificate(name).getEncoded()),
          pem(folder.resolve(name + ".key"), "PRIVATE KEY", key));
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError("no certificate could be made", e);
    }
  }

  private static Path pem(Path file, String what, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what));
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool says: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
