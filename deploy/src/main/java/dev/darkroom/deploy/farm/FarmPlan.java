package dev.darkroom.deploy.farm;

import dev.darkroom.deploy.config.SettingException;
import dev.darkroom.deploy.config.SettingTexts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a farm on one machine is run.
 *
 * @param data everything that it keeps
 * @param port of its gateway; 0 for any free one
 * @param workers processes that draw
 * @param given settings that win over the embedded farm's own: a Kafka, Redis or S3 server that is
 *     named here is used, and none embedded in its place
 * @param models folders to publish where the farm has no such model yet
 * @param readyLimit within which it must take jobs
 */
public record FarmPlan(
    Path data, int port, int workers, SettingTexts given, List<Path> models, Duration readyLimit) {
  private static final int MAX_WORKERS = 64;

  public FarmPlan {
    models = List.copyOf(models);
    if (workers < 0 || workers > MAX_WORKERS) {
      throw new SettingException(workers + " workers are not in 0 … " + MAX_WORKERS);
    }
    if (port < 0 || port > 65_535) {
      throw new SettingException("port " + port + " is not in 0 … 65535 (0 for any free one)");
    }
  }
}
