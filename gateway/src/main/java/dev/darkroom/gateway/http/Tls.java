package dev.darkroom.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Where a server's certificate and its key are.
 *
 * @param certificate a PEM file: the server's own first, then those that lead to its authority
 * @param key a PEM file: the key of the first, without a password
 * @param reread how often the files are looked at for newer ones
 */
public record Tls(Path certificate, Path key, Duration reread) {
  /** A new certificate is served this soon. */
  public static final Duration REREAD = Duration.ofSeconds(30);

  /** Nothing older is safe. */
  static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

  /** Nothing that a certificate takes is larger. */
  private static final int MAX_BYTES = 1 << 20;

  /** Something that both keys must agree on. */
  private static final byte[] PROBE = "darkroom".getBytes(StandardCharsets.US_ASCII);

  /** What the two files held when they were read together; never printed. */
  static final class Pair {
    private final byte[] certificate;
    private final byte[] key;

    private Pair(byte[] certificate, byte[] key) {
      this.certificate = certificate;
      this.key = key;
    }

    boolean isSame(Pair other) {
      return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
    }

    PemKeyCertOptions options() {
      return new PemKeyCertOptions()
          .setCertValue(Buffer.buffer(certificate))
          .setKeyValue(Buffer.buffer(key));
    }
  }

  public Tls {
    if (!reread.isPositive()) {
      throw new IllegalArgumentException("a certificate is looked at again after some time");
    }
  }

  /**
   * Reads both files and holds them against each other; blocks.
   *
   * @throws IllegalArgumentException saying which is not what it should be
   */
  Pair read(Vertx vertx, Instant now) {
    Pair pair =
        new Pair(bytes("gateway.tls-certificate", certificate), bytes("gateway.tls-key", key));
    X509Certificate own = certificate(pair.certificate);
    if (now.isAfter(own.getNotAfter().toInstant())) {
      throw new IllegalArgumentException(
          "the certificate in gateway.tls-certificate %s was good until %s: get a new one"
              .formatted(certificate, own.getNotAfter().toInstant()));
    }
    if (!belong(own, privateKey(vertx, pair))) {
      throw new IllegalArgumentException(
          "the key in gateway.tls-key %s is not that of the first certificate in gateway.tls-certificate %s (%s): name a pair"
              .formatted(key, certificate, own.getSubjectX500Principal()));
    }
    return pair;
  }

  private X509Certificate certificate(byte[] pem) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .findFirst()
              .orElseThrow(() -> new GeneralSecurityException("it is empty"));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "gateway.tls-certificate %s is no certificate (%s): name a PEM file with BEGIN CERTIFICATE"
              .formatted(certificate, e.getMessage()),
          e);
    }
  }

  /** As the server will read it. */
  private PrivateKey privateKey(Vertx vertx, Pair pair) {
    try {
      X509KeyManager keys =
          (X509KeyManager) pair.options().getKeyManagerFactory(vertx).getKeyManagers()[0];
      return Stream.of("RSA", "EC", "EdDSA", "RSASSA-PSS")
          .map(kind -> keys.getServerAliases(kind, null))
          .filter(Objects::nonNull)
          .flatMap(Arrays::stream)
          .map(keys::getPrivateKey)
          .filter(Objects::nonNull)
          .findFirst()
          .orElseThrow(() -> new GeneralSecurityException("it is of no kind that TLS knows"));
    } catch (Exception e) { // whatever a damaged file does to its reader
      throw new IllegalArgumentException(
          "gateway.tls-key %s is no private key without a password (%s): name a PEM file with BEGIN PRIVATE KEY"
              .formatted(key, e.getMessage()),
          e);
    }
  }

  private static boolean belong(X509Certificate certificate, PrivateKey key) {
    @Nullable String algorithm =
        switch (key) {
          case RSAKey _ -> "SHA256withRSA";
          case ECKey _ -> "SHA256withECDSA";
          default -> key.getAlgorithm().startsWith("Ed") ? key.getAlgorithm() : null;
        };
    if (algorithm == null) {
      return true; // the handshake will tell
    }
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(PROBE);
      byte[] signed = signing.sign();
      signing.initVerify(certificate.getPublicKey());
      signing.update(PROBE);
      return signing.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static byte[] bytes(String setting, Path file) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length == 0 || bytes.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            "%s %s has %d bytes and is no PEM file".formatted(setting, file, bytes.length));
      }
      return bytes;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s %s cannot be read (%s): name a PEM file".formatted(setting, file, e.getMessage()), e);
    }
  }

  /** How a server offers this pair: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1. */
  static ServerSSLOptions offering(Pair pair) {
    return new ServerSSLOptions()
        .setKeyCertOptions(pair.options())
        .setUseAlpn(true)
        .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
        .setEnabledSecureTransportProtocols(PROTOCOLS);
  }
}
