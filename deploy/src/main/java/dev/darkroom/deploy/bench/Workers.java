package dev.darkroom.deploy.bench;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.config.Settings;
import dev.darkroom.deploy.farm.FarmFolder;
import dev.darkroom.deploy.farm.WorkerPart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Workers of a farm, all in this process: jobs that do nothing need no protection from native code,
 * and processes would measure how many JVMs this machine bears.
 */
final class Workers implements AutoCloseable {
  private final Deque<WorkerPart> workers = new ArrayDeque<>();

  Workers(Path farm, int count) {
    this(farm, count, SettingTexts.none());
  }

  /** With settings of their own. */
  Workers(Path farm, int count, SettingTexts given) {
    try {
      for (int i = 1; i <= count; i++) {
        workers.push(WorkerPart.start(settings(farm, "bench-worker-" + i, given)));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** What a running farm was started with, for a part of this name. */
  static FarmSettings settings(Path farm, String name) {
    return settings(farm, name, SettingTexts.none());
  }

  private static FarmSettings settings(Path farm, String name, SettingTexts given) {
    Map<String, String> own =
        Map.of(
            Settings.WORKER_NAME.key(), name,
            Settings.WORKER_FOLDER.key(), farm.resolve(name).toString(),
            Settings.WORKER_CACHE.key(), farm.resolve(name).resolve("models").toString());
    return FarmSettings.of(
        SettingTexts.ofFile(FarmFolder.settings(farm))
            .under(SettingTexts.of(own, "the bench"))
            .under(given));
  }

  /** Returns once so many have joined. */
  static void await(FarmClient client, int count, Duration limit) throws InterruptedException {
    LogFarm.await(() -> client.get("/v1/workers").path("data").size() >= count, limit);
  }

  @Override
  public void close() {
    for (WorkerPart worker : workers) {
      try (worker) {
        worker.service().close();
      }
    }
    workers.clear();
  }
}
