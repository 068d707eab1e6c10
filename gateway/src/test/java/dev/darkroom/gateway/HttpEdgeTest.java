package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.gateway.http.HttpLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is refused before any route sees it is refused as readably as by a route. */
class HttpEdgeTest {
  private static Farm farm;

  @BeforeAll
  static void start() {
    farm = Farm.start();
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @Test
  void withoutAKeyNothingIsTold() {
    Client.Answer answer = farm.nobody().get("/v1/jobs");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("invalid_api_key");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(answer.json().path("error").path("type").asText()).isEqualTo("authentication_error");
    assertThat(answer.json().path("instance").asText()).endsWith(answer.header("X-Request-Id"));
  }

  @Test
  void aWrongKeyIsRefusedBeforeTheBodyIsLookedAt() {
    Client wrong = Client.of(farm.gateway, Optional.of("dk_the-key-of-nobody-at-all"));

    Client.Answer answer = wrong.submit("no JSON");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.detail()).contains("not known");
  }

  @Test
  void bothWaysToSendTheKeyWorkAndNoOtherDoes() {
    assertThat(farm.nobody().get("/v1/pools", "X-API-Key", Farm.KEY).status()).isEqualTo(200);
    assertThat(farm.nobody().get("/v1/pools", "Authorization", "bearer " + Farm.KEY).status())
        .isEqualTo(200);
    assertThat(farm.nobody().get("/v1/pools", "Authorization", "Basic eDp5").detail())
        .contains("use Authorization: Bearer KEY");
  }

  @Test
  void anUnknownRouteIsAProblemToo() {
    Client.Answer answer = farm.client().get("/v1/jbos");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("route_not_found");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void anotherMethodIsToldWhichThereAre() {
    Client.Answer answer = farm.client().send("DELETE", "/v1/jobs", Optional.empty());

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.code()).isEqualTo("method_not_allowed");
    assertThat(answer.header("Allow")).isEqualTo("GET, POST");
  }

  @Test
  void anotherMediaTypeIsToldTheRightOne() {
    Client.Answer answer =
        farm.client()
            .send(
                "POST",
                "/v1/jobs",
                Optional.of("kind=noop".getBytes(StandardCharsets.UTF_8)),
                "Content-Type",
                "application/x-www-form-urlencoded");

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.code()).isEqualTo("unsupported_media_type");
    assertThat(answer.detail()).contains("use application/json");
  }

  @Test
  void unknownAndRepeatedParametersAreRefusedByName() {
    Client.Answer unknown = farm.client().get("/v1/jobs?staus=queued");
    Client.Answer twice = farm.client().get("/v1/jobs?limit=1&limit=2");
    Client.Answer many = farm.client().get("/v1/jobs?limit=101");

    assertThat(unknown.code()).isEqualTo("unknown_parameter");
    assertThat(unknown.detail()).contains("did you mean 'status'?");
    assertThat(twice.detail()).contains("limit is given 2 times");
    assertThat(many.status()).isEqualTo(400);
    assertThat(many.code()).isEqualTo("invalid_parameter");
    assertThat(many.detail()).contains("1 … 100");
  }

  @Test
  void headersAndAddressesOverTheLimitAreRefused() {
    Client.Answer headers = farm.client().get("/v1/jobs", "X-Much", "x".repeat(20_000));
    Client.Answer address = farm.client().get("/v1/jobs?after=" + "x".repeat(10_000));

    assertThat(headers.status()).isEqualTo(431);
    assertThat(headers.code()).isEqualTo("headers_too_large");
    assertThat(address.status()).isEqualTo(414);
    assertThat(address.code()).isEqualTo("uri_too_long");
  }

  @Test
  void whatIsNotHttpIsAnsweredAndTheConnectionClosed() throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress().getHostAddress(), farm.gateway.port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write("GET / HTPP\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).contains(" 400 Bad Request").contains("\"code\":\"invalid_request\"");
    }
  }

  @Test
  void moreRequestsThanTheLimitAreToldToComeBack() {
    HttpLimits one = HttpLimits.DEFAULT.with(new HttpLimits.AtOnce(1, 1));
    try (Farm small = Farm.start(settings -> settings.with(one))) {
      Client client = small.client();
      Awaitility.await().until(() -> client.get("/readyz").status() == 200);
      var _ =
          CompletableFuture.supplyAsync(
              () -> client.submit("{\"kind\":\"noop\"}", "Prefer", "wait=3"));
      Awaitility.await().until(() -> !small.log.commands(1).isEmpty());

      Awaitility.await()
          .untilAsserted(() -> {
            Client.Answer answer = client.get("/v1/pools");
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.code()).isEqualTo("too_many_requests");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
          });
    }
  }

  @Test
  void theGatewayListensOnTheLoopbackAddressWithAKeyOfItsOwnUnlessToldOtherwise() {
    try (GatewayService first = GatewayService.start(GatewaySettings.onPort(0), farm.backends());
        GatewayService second = GatewayService.start(GatewaySettings.onPort(0), farm.backends())) {
      assertThat(first.url().toString()).isEqualTo("http://127.0.0.1:" + first.port());
      assertThat(first.apiKey()).startsWith("dk_").hasSizeGreaterThan(40);
      assertThat(first.apiKey()).isNotEqualTo(second.apiKey());
      assertThat(Client.of(first, Optional.of(first.apiKey())).get("/v1/pools").status())
          .isEqualTo(200);
      assertThat(Client.of(first, Optional.of(second.apiKey())).get("/v1/pools").status())
          .isEqualTo(401);
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    GatewaySettings taken = GatewaySettings.onPort(farm.gateway.port());

    assertThatThrownBy(() -> GatewayService.start(taken, farm.backends()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1:" + farm.gateway.port());
  }

  @Test
  void everyAnswerIsJsonThatBothKindsOfClientsRead() throws IOException {
    Client.Answer answer = farm.client().get("/v1/nothing");

    var body = new ObjectMapper().readTree(answer.text());
    assertThat(body.fieldNames())
        .toIterable()
        .containsExactly("type", "title", "status", "detail", "instance", "code", "param", "error");
    assertThat(body.path("error").fieldNames())
        .toIterable()
        .containsExactly("message", "type", "param", "code");
  }
}
