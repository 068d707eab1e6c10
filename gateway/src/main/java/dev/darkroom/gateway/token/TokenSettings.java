package dev.darkroom.gateway.token;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whose tokens are let in.
 *
 * @param issuer what a token's {@code iss} must be, letter by letter
 * @param audience what a token's {@code aud} must name
 * @param keys where the issuer's public keys are (a JWK set): https, or http on this machine
 * @param algorithms that a signature may be made with; asymmetric ones only
 * @param claims what of a token says who it is
 * @param skew how far the issuer's clock may be from ours
 */
public record TokenSettings(
    String issuer,
    String audience,
    URI keys,
    List<String> algorithms,
    ClaimNames claims,
    Duration skew) {
  /** The algorithms there are: with a public key as a shared secret nobody can sign. */
  public static final Set<String> ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  private static final Duration MOST_SKEW = Duration.ofMinutes(5);

  /**
   * The claims that are read; a dot leads into an object.
   *
   * @param tenant whose value is the tenant's name
   * @param role whose value, or one of whose values, is a role's name
   * @param rolePrefix what the issuer's names of our roles begin with
   */
  public record ClaimNames(String tenant, String role, String rolePrefix) {}

  public TokenSettings {
    algorithms = List.copyOf(algorithms);
    if (issuer.isBlank() || audience.isBlank()) {
      throw new IllegalArgumentException(
          "tokens need gateway.oidc.issuer and gateway.oidc.audience: set both");
    }
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      throw new IllegalArgumentException(
          "gateway.oidc.algorithms are "
              + String.join(",", algorithms)
              + ": use some of "
              + String.join(", ", ALGORITHMS.stream().sorted().toList()));
    }
    if (skew.isNegative() || skew.compareTo(MOST_SKEW) > 0) {
      throw new IllegalArgumentException(
          "gateway.oidc.skew is " + skew + ": use at most 5 minutes");
    }
    if (!safe(keys)) {
      throw new IllegalArgumentException(
          "gateway.oidc.jwks-uri " + keys + " is not https: use https, or http on this machine");
    }
  }

  private static boolean safe(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    return scheme.equals("https") || (scheme.equals("http") && isLoopback(address.getHost()));
  }

  private static boolean isLoopback(String host) {
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
