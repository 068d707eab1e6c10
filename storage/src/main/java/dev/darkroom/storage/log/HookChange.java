package dev.darkroom.storage.log;

import dev.darkroom.storage.hook.HookEntry;
import java.util.Optional;

/**
 * One record of the hooks topic.
 *
 * @param entry empty where the thing is gone
 */
public record HookChange(int partition, String key, Optional<HookEntry> entry) {
  public static HookChange put(int partition, HookEntry entry) {
    return new HookChange(partition, entry.key(), Optional.of(entry));
  }

  public static HookChange forget(int partition, String key) {
    return new HookChange(partition, key, Optional.empty());
  }
}
