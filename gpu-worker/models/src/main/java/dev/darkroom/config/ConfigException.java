package dev.darkroom.config;

/**
 * A configuration that is not supported: which key of which file, what it says, and what would be
 * supported.
 */
public final class ConfigException extends RuntimeException {
  private final String code;
  private final String key;

  /**
   * @param code stable: {@code config_missing}, {@code config_damaged}, {@code config_key_unknown},
   *     {@code config_value_unsupported}
   * @param key the key to blame; empty for the whole file
   */
  public ConfigException(String code, String key, String message) {
    super(message);
    this.code = code;
    this.key = key;
  }

  public String code() {
    return code;
  }

  public String key() {
    return key;
  }
}
