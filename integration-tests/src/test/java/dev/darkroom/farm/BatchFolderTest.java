package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code darkroom batch run} as a process of its own, against a farm. */
@Timeout(300)
class BatchFolderTest {
  @TempDir private Path folder;
  private Farmyard farm;

  @BeforeEach
  void start() {
    farm = Farmyard.withoutWorkers(Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  @Test
  void aRunThatIsInterruptedGoesOnAndEachLineLandsOnce() throws Exception {
    farm.publish(Path.of("../deploy/models/shapes-ldm"));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      lines.add(
          "{\"custom_id\":\"circle %d\",\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"seed\":%d,"
                  .formatted(i, i)
              + "\"steps\":2,\"prompt\":\"a large red circle\"}");
    }
    lines.add("{\"custom_id\":\"short\",\"kind\":\"noop\",\"millis\":10}");
    lines.add("{\"custom_id\":\"long\",\"kind\":\"noop\",\"millis\":15000,\"priority\":0}");
    Path jobs = Files.write(folder.resolve("jobs.jsonl"), lines);
    Path out = folder.resolve("pictures");

    try (Child first = run(jobs, out, 1)) {
      await()
          .atMost(Farmyard.PATIENCE)
          .until(() -> first.said().contains("\"event\":\"accepted\""));
      farm.worker("worker-1");
      await().atMost(Farmyard.PATIENCE).until(() -> !pictures(out).isEmpty());
      assertThat(first.interrupt()).isEqualTo(130);
      assertThat(first.said()).contains("run the same command again");
    }
    try (Child second = run(jobs, out, 2)) {
      assertThat(second.await()).as(second.said()).isZero();
      assertThat(second.said()).contains("\"resumed\":true", "\"succeeded\":6");
    }

    assertThat(farm.client().get("/v1/batches").path("data")).hasSize(1);
    assertThat(farm.client().get("/v1/jobs?limit=100").path("data")).hasSize(6);
    assertThat(pictures(out)).hasSize(4);
    for (Path picture : pictures(out)) {
      assertThat(Pictures.decode(Files.readAllBytes(picture), ImageLimits.DEFAULT).width())
          .isEqualTo(64);
    }
    assertThat(Files.readAllLines(out.resolve("results.jsonl"))).hasSize(6);
  }

  @Test
  void linesThatFailAreToldInATableAndAFile() throws Exception {
    List<String> lines =
        IntStream.range(0, 3)
            .mapToObj(i ->
                "{\"custom_id\":\"n%d\",\"kind\":\"noop\",\"millis\":1%s}"
                    .formatted(i, i == 1 ? ",\"labels\":{\"gpu\":\"none-such\"}" : ""))
            .toList();
    farm.client()
        .patch("/v1/pools/default", Map.of("offer", Map.of("labels", Map.of("gpu", List.of("a")))));
    farm.worker("worker-1");
    Path jobs = Files.write(folder.resolve("jobs.jsonl"), lines);
    Path out = folder.resolve("out");

    try (Child run = run(jobs, out, 1)) {
      assertThat(run.await()).as(run.said()).isEqualTo(1);
      assertThat(run.said()).contains("n1", "unschedulable", "errors.jsonl");
    }

    assertThat(Files.readAllLines(out.resolve("errors.jsonl"))).hasSize(1);
    assertThat(Files.readAllLines(out.resolve("results.jsonl"))).hasSize(3);
  }

  private Child run(Path jobs, Path out, int time) throws IOException {
    return Child.start(
        folder.resolve("run-" + time + ".log"),
        List.of(
            "batch",
            "run",
            jobs.toString(),
            "--out",
            out.toString(),
            "--json",
            "--url",
            farm.address().url().toString(),
            "--key",
            farm.address().key()));
  }

  private static List<Path> pictures(Path out) throws IOException {
    if (!Files.isDirectory(out)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
  }
}
