package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Pictures;
import dev.darkroom.image.Rgb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of several tenants that one worker runs as one lease. */
@Timeout(300)
class BatchingTest {
  private static final Duration LEASE = Duration.ofSeconds(20);
  private static final List<String> TENANTS = List.of("ann", "bob", "cat", "dan");

  @TempDir private Path folder;
  private final Map<String, FarmClient> clients = new HashMap<>();
  private Farmyard farm;

  @BeforeEach
  void start() {
    farm = Farmyard.withoutWorkers(LEASE);
    for (String tenant : TENANTS) {
      JsonNode key = farm.client().post("/v1/keys", Map.of("tenant", tenant, "role", "submitter"));
      clients.put(
          tenant, new FarmClient(new FarmAddress(farm.address().url(), key.path("key").asText())));
    }
  }

  @AfterEach
  void stop() {
    clients.values().forEach(FarmClient::close);
    farm.close();
  }

  @Test
  void picturesOfFourTenantsAreDrawnInOneLeaseAndEachIsWhatItWouldBeAlone() throws IOException {
    farm.publish(Path.of("../deploy/models/shapes-ldm"));
    List<Map<String, Object>> wishes =
        List.of(
            drawing("a large red circle on a white background", 1, 5),
            drawing("a small blue square on the left", 2, 3),
            drawing("a green star", 3, 1),
            drawing("a yellow triangle on a black background", 1, 7.5));
    List<Job> together = submitted(wishes);
    farm.worker("worker-1");
    List<Job> done = until(together, Job::ended);
    assertThat(done).allMatch(Job::succeeded);
    assertThat(done.stream().map(job -> moment(job, "leased")).distinct())
        .as("the moments at which they were leased")
        .hasSize(1);

    for (int i = 0; i < wishes.size(); i++) {
      Job alone = until(i, submitted(i, wishes.get(i)), Job::ended);
      assertThat(largestDifference(picture(i, done.get(i)), picture(i, alone)))
          .as("levels between the pictures of %s", TENANTS.get(i))
          .isLessThanOrEqualTo(1);
    }
  }

  @Test
  void oneTenantsJobIsCanceledInTheMiddleOfALeaseAndTheOthersEndAsTheyShould() {
    List<Job> jobs =
        submitted(
            List.of(
                Farmyard.noopBody(Duration.ofSeconds(6)),
                Farmyard.noopBody(Duration.ofMinutes(5)),
                Farmyard.noopBody(Duration.ofSeconds(6)),
                Farmyard.noopBody(Duration.ofSeconds(3))));
    farm.worker("worker-1");
    var _ = until(jobs, job -> job.status().equals("running"));
    clients.get("bob").cancel(jobs.get(1).id());

    List<Job> ended = until(jobs, Job::ended);
    assertThat(ended)
        .extracting(Job::status)
        .containsExactly("succeeded", "canceled", "succeeded", "succeeded");
    assertThat(moment(ended.get(1), "canceled")).isBefore(moment(ended.get(0), "stored"));
    assertThat(moment(ended.get(3), "stored")).isBefore(moment(ended.get(0), "stored"));
  }

  private List<Job> submitted(List<Map<String, Object>> wishes) {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < wishes.size(); i++) {
      jobs.add(submitted(i, wishes.get(i)));
    }
    return jobs;
  }

  private Job submitted(int tenant, Map<String, Object> wish) {
    return clients.get(TENANTS.get(tenant)).submit(wish, Optional.empty());
  }

  /** A job as its own tenant sees it, once it is as the test wants it. */
  private Job until(int tenant, Job job, Predicate<Job> wanted) {
    return await()
        .atMost(Farmyard.PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> clients.get(TENANTS.get(tenant)).job(job.id()), wanted);
  }

  private List<Job> until(List<Job> jobs, Predicate<Job> wanted) {
    return IntStream.range(0, jobs.size()).mapToObj(i -> until(i, jobs.get(i), wanted)).toList();
  }

  private static Instant moment(Job job, String what) {
    return job.timeline().stream()
        .filter(moment -> moment.what().equals(what))
        .findFirst()
        .orElseThrow(() -> new AssertionError(what + " is missing in " + job.timeline()))
        .at();
  }

  private static Map<String, Object> drawing(String prompt, long seed, double guidance) {
    return Map.of(
        "kind",
        "generation",
        "model",
        "shapes-ldm",
        "prompt",
        prompt,
        "seed",
        seed,
        "steps",
        8,
        "guidance_scale",
        guidance,
        "sampler",
        "ddim");
  }

  private Rgb picture(int tenant, Job job) throws IOException {
    Path file = folder.resolve(job.id() + ".png");
    clients.get(TENANTS.get(tenant)).files().download(job.outputs().getFirst(), file);
    return Pictures.decode(Files.readAllBytes(file), ImageLimits.DEFAULT);
  }

  private static int largestDifference(Rgb a, Rgb b) {
    byte[] left = a.toBytes();
    byte[] right = b.toBytes();
    assertThat(left).hasSameSizeAs(right);
    int largest = 0;
    for (int i = 0; i < left.length; i++) {
      largest = Math.max(largest, Math.abs((left[i] & 0xFF) - (right[i] & 0xFF)));
    }
    return largest;
  }
}
