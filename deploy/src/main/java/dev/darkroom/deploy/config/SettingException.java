package dev.darkroom.deploy.config;

/**
 * A setting is unknown, missing or wrong; the message is one line that says what would be right.
 */
public final class SettingException extends RuntimeException {
  public SettingException(String message) {
    super(message);
  }
}
