package dev.darkroom.deploy.config;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that may be set. It is {@code kafka.bootstrap} in a file, {@code --kafka.bootstrap} as
 * a flag and {@code DARKROOM_KAFKA_BOOTSTRAP} in the environment.
 *
 * @param meaning one sentence for the help, with the unit
 * @param form how its text becomes a value
 * @param otherwise the text that counts where none is given; empty where one must be given, or
 *     where leaving it out means something of its own
 */
public record Setting<T>(String key, String meaning, Form<T> form, Optional<String> otherwise) {

  static <T> Setting<T> of(String key, String otherwise, Form<T> form, String meaning) {
    return new Setting<>(key, meaning, form, Optional.of(otherwise));
  }

  static <T> Setting<T> open(String key, Form<T> form, String meaning) {
    return new Setting<>(key, meaning, form, Optional.empty());
  }

  /** Its name in the environment. */
  public String variable() {
    return SettingTexts.VARIABLE_PREFIX
        + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
