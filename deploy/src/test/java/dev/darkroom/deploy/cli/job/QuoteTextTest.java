package dev.darkroom.deploy.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class QuoteTextTest {
  @Test
  void aQuoteIsALineOnItsCostAndOneForEachPool() throws JsonProcessingException {
    String quote =
        """
        {"cost":{"gpu_seconds":{"p50":1.5,"p90":3.0},"basis":"same_model"},
         "pools":[
          {"id":"default","feasible":true,"queue_position":2,
           "eta":{"p50":"2026-01-01T00:00:10Z","p90":"2026-01-01T00:00:20Z"},
           "pending_reasons":[{"code":"workers_busy","message":"1 jobs are ahead"}]},
          {"id":"night","feasible":false,
           "reason":{"code":"pool_cordoned","message":"it takes no jobs"}}]}
        """;
    assertThat(QuoteText.of(new JsonMapper().readTree(quote)).lines())
        .containsExactly(
            "cost  1.5 s of a worker, in one of ten cases over 3.0 s (from: same model)",
            "pool default  place 2 in the queue, done about 2026-01-01T00:00:10Z, at the latest"
                + " 2026-01-01T00:00:20Z (1 jobs are ahead)",
            "pool night  no: it takes no jobs");
  }
}
