package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmClient;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.scheduler.runtime.SchedulerService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A batch whose gateways die while they queue it. */
@Timeout(900)
class KilledGatewayBatchTest {
  private static final Duration LONG = Duration.ofMinutes(8);

  @TempDir private Path folder;
  private final RandomGenerator dice = RandomGeneratorFactory.of("L64X128MixRandom").create(6);
  private Farmyard farm;
  private SchedulerService scheduler;

  @BeforeEach
  void start() {
    farm = Farmyard.ofLease(Duration.ofSeconds(10));
    scheduler = farm.scheduler("scheduler-1");
    farm.gateway();
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  @Test
  void eachLineIsQueuedOnceThoughGatewaysAreKilledAndOthersGoOn() throws Exception {
    survives(20_000, 2);
  }

  @Test
  @Tag("long")
  void aHundredThousandLinesAreQueuedOnceThoughManyGatewaysAreKilled() throws Exception {
    survives(100_000, 6);
  }

  /** The batch is brought to one gateway after another, each killed at another moment. */
  private void survives(int lines, int kills) throws Exception {
    Path file = file(lines);
    String id = "";
    for (int kill = 0; kill < kills; kill++) {
      Child gateway = farm.process("gateway");
      try (FarmClient client = new FarmClient(address(gateway))) {
        id = client.batches().submit(file, "the-batch", _ -> {}).id();
        Thread.sleep(dice.nextInt(300, 3_000));
      }
      gateway.kill();
    }
    await().atMost(LONG).until(() -> jobs() >= lines);

    assertThat(queued()).as("lines that are jobs").hasSize(lines);
    assertThat(jobs()).as("jobs").isEqualTo(lines);

    farm.client().batches().cancel(id);
    String batch = id;
    await()
        .atMost(LONG)
        .until(() ->
            farm.client().get("/v1/batches/" + batch).path("status").asText().equals("cancelled"));
    assertThat(results(id)).as("lines with a result").isEqualTo(lines);
  }

  private int jobs() {
    return scheduler.states().stream().mapToInt(state -> state.jobs().size()).sum();
  }

  /** The lines that the scheduler has jobs of. */
  private Set<Integer> queued() {
    Set<Integer> lines = new HashSet<>();
    scheduler
        .states()
        .forEach(state ->
            state
                .jobs()
                .forEach(job ->
                    lines.add(job.getValue().header().batch().map(BatchLine::line).orElse(0))));
    return lines;
  }

  /** Results, none of which tells of a line that another tells of. */
  private int results(String id) throws IOException {
    Set<String> names = new HashSet<>();
    int count = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                farm.client().stream("/v1/batches/" + id + "/results"), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        names.add(line.substring(0, line.indexOf(',')));
        count++;
      }
    }
    assertThat(names).as("names of lines with a result").hasSize(count);
    return count;
  }

  private Path file(int lines) throws IOException {
    Path file = folder.resolve("lines.jsonl");
    StringBuilder text = new StringBuilder();
    for (int line = 1; line <= lines; line++) {
      text.append("{\"custom_id\":\"line-")
          .append(line)
          .append("\",\"kind\":\"noop\",\"millis\":")
          .append(line % 7)
          .append("}\n");
    }
    return Files.writeString(file, text);
  }

  private FarmAddress address(Child gateway) {
    return new FarmAddress(Farmyard.urlOf(gateway), farm.address().key());
  }
}
