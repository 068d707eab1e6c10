package dev.darkroom.farm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Looks at jobs through the gateway again and again, and keeps what it should not have seen. */
final class Lookout implements AutoCloseable {
  private static final long PAUSE_MILLIS = 20;

  private final FarmClient client;
  private final List<String> jobs;
  private final List<String> wrong = new ArrayList<>();
  private final Map<String, List<String>> pools = new HashMap<>();
  private final Thread thread;
  private volatile boolean open = true;
  private int looks;

  private Lookout(FarmClient client, Collection<Job> jobs) {
    this.client = client;
    this.jobs = jobs.stream().map(Job::id).toList();
    this.thread = Thread.ofVirtual().name("lookout").unstarted(this::watch);
  }

  static Lookout over(FarmClient client, Collection<Job> jobs) {
    Lookout lookout = new Lookout(client, jobs);
    lookout.thread.start();
    return lookout;
  }

  private void watch() {
    try {
      while (open) {
        look();
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      wrong.add(e.toString());
    }
  }

  private void look() {
    looks++;
    Map<String, List<String>> seen = new HashMap<>();
    for (JsonNode job : client.get("/v1/jobs?kind=noop&limit=100").path("data")) {
      seen.computeIfAbsent(job.path("id").asText(), _ -> new ArrayList<>())
          .add(job.path("pool").asText());
    }
    for (String job : jobs) {
      List<String> where = seen.getOrDefault(job, List.of());
      if (where.size() != 1) {
        wrong.add("job %s was listed in %s".formatted(job, where));
        continue;
      }
      List<String> past = pools.computeIfAbsent(job, _ -> new ArrayList<>());
      if (past.isEmpty() || !past.getLast().equals(where.getFirst())) {
        past.add(where.getFirst());
      }
      if (!client.job(job).id().equals(job)) {
        wrong.add("job %s was not found".formatted(job));
      }
    }
  }

  /** Stops, and gives what should not have been seen; nothing is wrong where it is empty. */
  List<String> wrong() {
    close();
    return looks == 0 ? List.of("it never looked") : wrong;
  }

  /** The different ways that jobs were seen to take through the pools. */
  Collection<List<String>> ways() {
    close();
    return pools.values().stream().collect(Collectors.toSet());
  }

  @Override
  public void close() {
    open = false;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
