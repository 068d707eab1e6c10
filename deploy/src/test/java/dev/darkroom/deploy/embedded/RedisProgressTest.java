package dev.darkroom.deploy.embedded;

import dev.darkroom.storage.progress.ProgressContract;
import dev.darkroom.storage.progress.RedisProgressPublisher;
import dev.darkroom.storage.progress.RedisProgressReader;
import dev.darkroom.storage.progress.RedisSettings;

/** The contract of progress on the embedded Redis. */
class RedisProgressTest extends ProgressContract {
  @Override
  protected Channel open() {
    RedisSettings settings =
        RedisSettings.of(Servers.redis().url()).withPrefix(Servers.freshName());
    return new Channel(new RedisProgressPublisher(settings), new RedisProgressReader(settings));
  }
}
