package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.darkroom.gateway.token.TokenSettings;
import dev.darkroom.job.id.JobId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of an identity provider, beside keys. */
class TokenTest {
  private static final String NOOP = "{\"kind\":\"noop\"}";
  private static final TokenSettings.ClaimNames CLAIMS =
      new TokenSettings.ClaimNames("tenant", "realm_access.roles", "farm-");

  private Issuer issuer;
  private Farm farm;

  @BeforeEach
  void start() {
    issuer = Issuer.start();
    farm = Farm.start(settings -> settings.with(trusted(issuer.keys(), List.of("RS256"))));
    Awaitility.await().until(() -> farm.nobody().get("/readyz").status() == 200);
  }

  @AfterEach
  void stop() {
    farm.close();
    issuer.close();
  }

  @Test
  void aTokensClaimsSayWhoseJobsAreSeenAndWhatMayBeDone() {
    Client submitter = with(issuer.token("studio-a", "submitter"));
    JobId job = submitter.submit(NOOP).id();

    assertThat(with(issuer.token("studio-a", "operator")).get("/v1/jobs/" + job).status())
        .isEqualTo(200);
    assertThat(with(issuer.token("studio-b", "admin")).get("/v1/jobs/" + job).status())
        .isEqualTo(404);
    assertThat(submitter.get("/v1/keys").code()).isEqualTo("forbidden");
    assertThat(with(issuer.token("studio-b", "admin")).get("/v1/keys").status()).isEqualTo(200);
    assertThat(farm.client().get("/v1/keys").status()).as("keys go on working").isEqualTo(200);
  }

  @Test
  void theKeysAreAskedForOnceForManyTokens() {
    for (int i = 0; i < 10; i++) {
      assertThat(with(issuer.token("studio-a", "submitter")).get("/v1/jobs").status())
          .isEqualTo(200);
    }

    assertThat(issuer.asked()).isEqualTo(1);
  }

  @Test
  void aTokenOfARotatedKeyIsTakenAtOnce() {
    assertThat(with(issuer.token("studio-a", "submitter")).get("/v1/jobs").status()).isEqualTo(200);
    issuer.rotate();

    assertThat(with(issuer.token("studio-a", "submitter")).get("/v1/jobs").status()).isEqualTo(200);
    assertThat(issuer.asked()).isEqualTo(2);
  }

  @Test
  void tokensOfUnknownKeysDoNotMakeTheGatewayAskAgainAndAgain() {
    issuer.hideKeys();
    String token = issuer.token("studio-a", "submitter");

    for (int i = 0; i < 20; i++) {
      assertThat(with(token).get("/v1/jobs").code()).isEqualTo("invalid_token");
    }

    assertThat(issuer.asked()).isLessThanOrEqualTo(3);
  }

  @Test
  void aTamperedTokenIsNobodys() {
    String[] parts = issuer.token("studio-a", "submitter").split("\\.");
    String other = issuer.token("studio-a", "admin").split("\\.")[1];

    refuses(parts[0] + "." + other + "." + parts[2]);
    refuses(parts[0] + "." + parts[1] + "." + "A".repeat(parts[2].length()));
    refuses(parts[0] + "." + parts[1] + ".");
  }

  @Test
  void aTokenOfAnotherIssuerAudienceOrTimeIsRefused() {
    refuses(changed(claims -> claims.issuer("https://other.example")));
    refuses(changed(claims -> claims.audience("somebody-else")));
    refuses(changed(claims -> claims.expirationTime(in(-120))));
    refuses(changed(claims -> claims.notBeforeTime(in(120))));
    refuses(changed(claims -> claims.expirationTime(null)));
    refuses(changed(claims -> claims.subject(null)));
  }

  @Test
  void clocksMayDifferByTheSkewAndNoMore() {
    assertThat(with(changed(claims -> claims.expirationTime(in(-20)))).get("/v1/jobs").status())
        .isEqualTo(200);
  }

  @Test
  void onlyTheSettingsAlgorithmsSign() {
    refuses(issuer.unsignedToken());
    refuses(issuer.tokenByPublicKey());
    refuses(issuer.tokenBy(JWSAlgorithm.RS512));
    refuses(issuer.tokenBy(JWSAlgorithm.PS256));
  }

  @Test
  void aTokenThatNamesNoTenantOrNoRoleIsRefusedWithTheClaimsName() {
    Client.Answer noRole = with(issuer.token("studio-a", "boss")).get("/v1/jobs");
    assertThat(noRole.code()).isEqualTo("invalid_token");
    assertThat(noRole.detail()).contains("realm_access.roles");
    assertThat(with(issuer.token("No Tenant!", "admin")).get("/v1/jobs").detail())
        .contains("tenant");
  }

  @Test
  void theKeysAreFetchedFromNowhereElse() {
    issuer.leadAway();

    Client.Answer answer = with(issuer.token("studio-a", "admin")).get("/v1/jobs");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("5");
    assertThat(issuer.asked()).isZero();
  }

  @Test
  void anIssuerThatDoesNotAnswerHoldsUpNoKey() {
    issuer.close();

    assertThat(with(issuer.token("studio-a", "admin")).get("/v1/jobs").status()).isEqualTo(503);
    assertThat(farm.client().get("/v1/jobs").status()).isEqualTo(200);
  }

  @Test
  void whatIsNotSafeIsNoSetting() {
    assertThatThrownBy(() -> trusted(URI.create("http://issuer.example/keys"), List.of("RS256")))
        .hasMessageContaining("use https");
    assertThatThrownBy(() -> trusted(issuer.keys(), List.of("HS256")))
        .hasMessageContaining("HS256");
    assertThatThrownBy(() -> trusted(issuer.keys(), List.of("none"))).hasMessageContaining("none");
  }

  private void refuses(String token) {
    Client.Answer answer = with(token).get("/v1/jobs");
    assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("invalid_token");
    assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
  }

  private String changed(UnaryOperator<JWTClaimsSet.Builder> change) {
    return issuer.token("studio-a", "admin", change);
  }

  private static Date in(int seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private Client with(String token) {
    return Client.of(farm.gateway, Optional.of(token));
  }

  private static TokenSettings trusted(URI keys, List<String> algorithms) {
    return new TokenSettings(
        Issuer.NAME, "darkroom", keys, algorithms, CLAIMS, Duration.ofSeconds(60));
  }
}
