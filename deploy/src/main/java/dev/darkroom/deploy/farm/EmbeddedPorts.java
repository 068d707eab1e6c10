package dev.darkroom.deploy.farm;

import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.config.Settings;
import dev.darkroom.deploy.embedded.FreePorts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the embedded servers will listen. Known before any of them runs, so that everything else
 * can start beside them.
 */
record EmbeddedPorts(int kafka, int controller, int redis, int s3) {

  /** Free ones, drawn anew at every start: nothing outside the farm knows them. */
  static EmbeddedPorts draw() {
    List<Integer> free = FreePorts.find(4);
    return new EmbeddedPorts(free.get(0), free.get(1), free.get(2), free.get(3));
  }

  /** The settings that lead to them. */
  SettingTexts settings() {
    Map<String, String> texts = new HashMap<>();
    texts.put(Settings.KAFKA_BOOTSTRAP.key(), "127.0.0.1:" + kafka);
    texts.put(Settings.REDIS_URL.key(), "redis://127.0.0.1:" + redis);
    texts.put(Settings.S3_ENDPOINT.key(), "http://127.0.0.1:" + s3);
    return SettingTexts.of(texts, "the embedded farm");
  }
}
