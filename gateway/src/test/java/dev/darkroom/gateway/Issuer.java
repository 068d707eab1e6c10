package dev.darkroom.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An identity provider on a real port: it signs tokens and serves its public keys. */
final class Issuer implements AutoCloseable {
  static final String NAME = "https://issuer.example";

  private final HttpServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile RSAKey key;
  private volatile JWKSet served;
  private volatile boolean leadsAway;

  private Issuer(HttpServer server, RSAKey key) {
    this.server = server;
    this.key = key;
    this.served = new JWKSet(key.toPublicJWK());
  }

  static Issuer start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      Issuer issuer = new Issuer(server, draw("first"));
      server.createContext("/keys", issuer::serve);
      server.createContext("/elsewhere", issuer::serve);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return issuer;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  URI keys() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
  }

  /** How often somebody has asked for its keys. */
  int asked() {
    return asked.get();
  }

  /** Signs with a new key from now on, which it serves in place of the old one. */
  void rotate() {
    key = draw("second");
    served = new JWKSet(key.toPublicJWK());
  }

  /** Signs with a key that it never serves. */
  void hideKeys() {
    key = draw("hidden");
  }

  /** Answers with a redirect. */
  void leadAway() {
    leadsAway = true;
  }

  /** A good token for a tenant and a role. */
  String token(String tenant, String role) {
    return token(tenant, role, claims -> claims);
  }

  String token(String tenant, String role, UnaryOperator<JWTClaimsSet.Builder> change) {
    return signed(
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
        change.apply(claims(tenant, role)).build(),
        rsa(key));
  }

  /** One that its key signed with another algorithm. */
  String tokenBy(JWSAlgorithm algorithm) {
    return signed(
        new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(),
        claims("studio-a", "admin").build(),
        rsa(key));
  }

  /** One whose shared secret is the public key, for whoever mistakes the one for the other. */
  String tokenByPublicKey() {
    try {
      return signed(
          new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
          claims("studio-a", "admin").build(),
          new MACSigner(key.toRSAPublicKey().getEncoded()));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  String unsignedToken() {
    return new PlainJWT(claims("studio-a", "admin").build()).serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static JWTClaimsSet.Builder claims(String tenant, String role) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(NAME)
        .audience("darkroom")
        .subject("ada")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)))
        .claim("tenant", tenant)
        .claim("realm_access", Map.of("roles", List.of("other", "farm-" + role)));
  }

  private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) {
    try {
      SignedJWT token = new SignedJWT(header, claims);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static JWSSigner rsa(RSAKey key) {
    try {
      return new RSASSASigner(key);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static RSAKey draw(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (leadsAway && exchange.getRequestURI().getPath().equals("/keys")) {
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        exchange.sendResponseHeaders(302, -1);
        return;
      }
      asked.incrementAndGet();
      byte[] body = served.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
