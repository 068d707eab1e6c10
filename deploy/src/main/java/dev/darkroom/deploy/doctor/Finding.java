package dev.darkroom.deploy.doctor;

/**
 * What one check found.
 *
 * @param check what was looked at
 * @param found what is there
 * @param advice what to do about it; empty where nothing needs to be done
 */
public record Finding(String check, Level level, String found, String advice) {

  /** How bad it is. */
  public enum Level {
    FINE,
    /** A farm runs, and something about it will disappoint. */
    DOUBTFUL,
    /** No farm runs here until it is changed. */
    BROKEN
  }

  static Finding fine(String check, String found) {
    return new Finding(check, Level.FINE, found, "");
  }

  static Finding doubtful(String check, String found, String advice) {
    return new Finding(check, Level.DOUBTFUL, found, advice);
  }

  static Finding broken(String check, String found, String advice) {
    return new Finding(check, Level.BROKEN, found, advice);
  }
}
