package dev.darkroom.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.darkroom.gateway.auth.Authenticator;
import dev.darkroom.gateway.auth.Verdict;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in whom the issuer's tokens vouch for. The issuer's keys are kept for a while; a key that is
 * not among them is asked for at once, but no oftener than every {@link #LEAST_PAUSE}, whoever
 * asks.
 */
public final class TokenCheck implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(TokenCheck.class);

  /** Three parts in base64url. */
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-]{2,}\\.[A-Za-z0-9_-]{2,}\\.[A-Za-z0-9_-]*");

  /** Between two askings for the issuer's keys; Nimbus lets two in a row pass. */
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(30);

  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final Duration KEPT_WITHOUT_ISSUER = Duration.ofHours(1);
  private static final Duration REFRESH = Duration.ofSeconds(15);

  /** Tokens that are looked at at once. */
  private static final int MOST_AT_ONCE = 1_000;

  private final DefaultJWTProcessor<SecurityContext> processor;
  private final ClaimReader claims;
  private final Executor threads;
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);

  /**
   * @param threads where signatures are checked and keys are fetched: they may wait there
   */
  public TokenCheck(TokenSettings settings, Executor threads, InstantSource clock) {
    this.processor = processor(settings, clock);
    this.claims = new ClaimReader(settings.claims());
    this.threads = threads;
  }

  /** Whether this could be a token. */
  public static boolean hasForm(String credential) {
    return FORM.matcher(credential).matches();
  }

  @Override
  public CompletionStage<Verdict> judge(String token) {
    if (!room.tryAcquire()) {
      return CompletableFuture.completedFuture(
          new Verdict.Undecided(MOST_AT_ONCE + " tokens are being looked at, the most at once"));
    }
    return CompletableFuture.supplyAsync(() -> verdict(token), threads)
        .whenComplete((_, _) -> room.release());
  }

  private Verdict verdict(String token) {
    try {
      JWTClaimsSet said = processor.process(token, null);
      return switch (claims.read(String.valueOf(said.getSubject()), said.getClaims())) {
        case ClaimReader.Read.Somebody somebody -> new Verdict.Known(somebody.caller());
        case ClaimReader.Read.Nobody nobody -> new Verdict.BadToken(nobody.why());
      };
    } catch (ExpiredJWTException _) {
      return new Verdict.BadToken("this token has expired: get a new one");
    } catch (RateLimitReachedException _) {
      return new Verdict.BadToken("this token's key is none of its issuer's");
    } catch (KeySourceException e) {
      LOG.warn("the issuer's keys cannot be had: {}", e.getMessage());
      return new Verdict.Undecided("the issuer of tokens does not answer");
    } catch (ParseException | BadJOSEException | JOSEException e) {
      return new Verdict.BadToken("this token is not valid: " + e.getMessage());
    }
  }

  private static DefaultJWTProcessor<SecurityContext> processor(
      TokenSettings settings, InstantSource clock) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            new HashSet<>(Arrays.asList(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null))));
    Set<JWSAlgorithm> algorithms =
        settings.algorithms().stream()
            .map(JWSAlgorithm::parse)
            .collect(Collectors.toUnmodifiableSet());
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys(settings)));
    processor.setJWTClaimsSetVerifier(claims(settings, clock));
    return processor;
  }

  private static DefaultJWTClaimsVerifier<SecurityContext> claims(
      TokenSettings settings, InstantSource clock) {
    DefaultJWTClaimsVerifier<SecurityContext> verifier =
        new DefaultJWTClaimsVerifier<>(
            new HashSet<>(Set.of(settings.audience())), // asked whether it has null, too
            new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
            Set.of("sub", "exp"),
            Set.of()) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        };
    verifier.setMaxClockSkew((int) settings.skew().toSeconds());
    return verifier;
  }

  private static JWKSource<SecurityContext> keys(TokenSettings settings) {
    try {
      return JWKSourceBuilder.create(settings.keys().toURL(), new KeyFetcher())
          .cache(KEPT.toMillis(), REFRESH.toMillis())
          .rateLimited(LEAST_PAUSE.toMillis())
          .refreshAheadCache(false)
          .outageTolerant(KEPT_WITHOUT_ISSUER.toMillis())
          .build();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(
          "gateway.oidc.jwks-uri " + settings.keys() + " is no address: " + e.getMessage(), e);
    }
  }
}
