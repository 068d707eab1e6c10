package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends: one problem, a stable code, the culprit, and nothing in the log. */
class BadInputTest {
  private static Farm farm;
  private static Client client;

  @BeforeAll
  static void start() {
    farm = Farm.ready();
    client = farm.client();
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @ParameterizedTest(name = "{0} is refused as {2} of {3}")
  @MethodSource
  void aJobThatCannotBeIsRefusedByCodeAndCulprit(
      String body, int status, String code, String param, String detail) {
    Client.Answer answer = client.submit(body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.param()).isEqualTo(param);
    assertThat(answer.detail()).contains(detail);
    assertThat(answer.json().path("error").path("code").asText()).isEqualTo(code);
    assertThat(client.get("/v1/jobs").json().path("data")).isEmpty();
  }

  static Stream<Arguments> aJobThatCannotBeIsRefusedByCodeAndCulprit() {
    return Stream.of(
        arguments("", 400, "invalid_json", "null", "the body is empty"),
        arguments("{", 400, "invalid_json", "null", "at line 1, column"),
        arguments("[1]", 400, "invalid_json", "null", "an array: send a JSON object"),
        arguments("{\"kind\":\"noop\"} x", 400, "invalid_json", "null", "line 1"),
        arguments("{\"a\":1,\"a\":2}", 400, "invalid_json", "null", "Duplicate"),
        arguments("{\"a\":" + "[".repeat(99), 400, "invalid_json", "null", "depth"),
        arguments(with("\"guidance_scale\":NaN"), 400, "invalid_json", "null", "NaN"),
        arguments(
            with("\"guidance_scale\":\"NaN\""), 422, "wrong_type", "guidance_scale", "a number"),
        arguments(
            with("\"guidance_scale\":1e999"),
            422,
            "value_out_of_range",
            "guidance_scale",
            "is not in 0 … 100"),
        arguments("{}", 422, "missing_field", "kind", "kind is missing"),
        arguments("{\"kind\":null}", 422, "wrong_type", "kind", "kind is null: use a string"),
        arguments(
            "{\"kind\":\"genration\"}", 422, "unknown_kind", "kind", "did you mean 'generation'?"),
        arguments(
            "{\"kind\":\"upscaling\"}",
            422,
            "unknown_kind",
            "kind",
            "use evaluation, fine_tune, generation, inversion, noop"),
        arguments(
            "{\"kind\":\"noop\",\"model\":\"x\"}", 422, "unknown_model", "model", "use 'noop'"),
        arguments(
            "{\"kind\":\"noop\",\"millis\":-1}", 422, "value_out_of_range", "millis", "not in 0"),
        arguments(
            picture("shapes-lmd", "x"), 422, "unknown_model", "model", "did you mean 'shapes-ldm'"),
        arguments(picture("shapes-ldm@9", "x"), 422, "unknown_model", "model", "shapes-ldm"),
        arguments(
            picture("../../etc", "x"),
            422,
            "unknown_model",
            "model",
            "use eyes, pupil, shapes-ldm"),
        arguments(
            "{\"kind\":\"generation\",\"model\":\"shapes-ldm\"}",
            422,
            "missing_field",
            "prompt",
            "prompt is missing"),
        arguments(
            picture("shapes-ldm", "x".repeat(1_000_000)),
            422,
            "text_too_long",
            "prompt",
            "prompt has 1000000 characters: use at most 10000"),
        arguments(picture("shapes-ldm", "a\\u0000b"), 422, "invalid_text", "prompt", "U+0000"),
        arguments(picture("shapes-ldm", "\\ud800"), 422, "invalid_text", "prompt", "U+D800"),
        arguments(with("\"stpes\":20"), 422, "unknown_field", "stpes", "did you mean 'steps'?"),
        arguments(with("\"millis\":1"), 422, "unknown_field", "millis", "a generation job has no"),
        arguments(with("\"steps\":0"), 422, "steps_out_of_range", "steps", "not in 1 … 1000"),
        arguments(with("\"steps\":10000"), 422, "steps_out_of_range", "steps", "use 20"),
        arguments(with("\"steps\":2.5"), 422, "wrong_type", "steps", "2.5 is no integer"),
        arguments(with("\"steps\":\"20\""), 422, "wrong_type", "steps", "use an integer"),
        arguments(with("\"sampler\":\"euler_b\""), 422, "unknown_sampler", "sampler", "'euler_a'?"),
        arguments(
            with("\"width\":63"),
            422,
            "size_not_divisible",
            "width",
            "width 63 is not a multiple of 8 (the factor of shapes-ldm): use 56 or 64"),
        arguments(with("\"height\":127"), 422, "size_not_divisible", "height", "use 120 or 128"),
        arguments(with("\"width\":136"), 422, "size_out_of_range", "width", "not in 8 … 128"),
        arguments(with("\"height\":0"), 422, "size_out_of_range", "height", "multiple of 8"),
        arguments(with("\"width\":-64"), 422, "size_out_of_range", "width", "-64"),
        arguments(with("\"n\":17"), 422, "value_out_of_range", "n", "not in 1 … 16"),
        arguments(with("\"seed\":-1"), 422, "value_out_of_range", "seed", "not in 0"),
        arguments(
            with("\"seed\":99999999999999999999"), 422, "value_out_of_range", "seed", "64 bits"),
        arguments(with("\"priority\":10"), 422, "value_out_of_range", "priority", "0 … 9"),
        arguments(with("\"pool\":\"gpus\""), 422, "pool_not_found", "pool", "no pool 'gpus'"),
        arguments(with("\"metadata\":{\"a\":1}"), 422, "wrong_type", "metadata.a", "a string"),
        arguments(with("\"metadata\":[]"), 422, "wrong_type", "metadata", "an object of strings"));
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] latin1 =
        picture("shapes-ldm", "ein gro\u00dfer Kreis").getBytes(StandardCharsets.ISO_8859_1);

    Client.Answer answer =
        client.send("POST", "/v1/jobs", Optional.of(latin1), "Content-Type", "application/json");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("invalid_json");
    assertThat(answer.detail()).contains("UTF-8");
  }

  @Test
  void aBodyOverTheLimitIsRefusedAndTheNextRequestIsAnswered() {
    Client.Answer answer = client.submit(picture("shapes-ldm", "x".repeat(2_000_000)));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.code()).isEqualTo("body_too_large");
    assertThat(answer.detail()).contains("1048576 bytes");
    assertThat(client.get("/healthz").status()).isEqualTo(200);
  }

  @Test
  void headersThatCannotBeAreRefusedByName() {
    String body = "{\"kind\":\"noop\"}";

    Client.Answer key = client.submit(body, "Idempotency-Key", "two words");
    Client.Answer wait = client.submit(body, "Prefer", "wait=soon");

    assertThat(key.code()).isEqualTo("invalid_header");
    assertThat(key.param()).isEqualTo("Idempotency-Key");
    assertThat(wait.code()).isEqualTo("invalid_header");
    assertThat(wait.detail()).contains("wait=10");
  }

  @Test
  void aFarmWithoutNoopSaysSo() {
    try (Farm strict = Farm.start(settings -> settings.with(settings.requests().withNoop(false)))) {
      Client.Answer answer = strict.client().submit("{\"kind\":\"noop\"}");

      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.code()).isEqualTo("kind_not_allowed");
      assertThat(answer.detail()).contains("use evaluation, fine_tune, generation");
    }
  }

  private static String picture(String model, String prompt) {
    return "{\"kind\":\"generation\",\"model\":\"%s\",\"prompt\":\"%s\"}".formatted(model, prompt);
  }

  private static String with(String field) {
    return "{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"x\"," + field + "}";
  }
}
