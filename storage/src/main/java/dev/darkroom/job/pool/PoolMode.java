package dev.darkroom.job.pool;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an operator lets a pool do. */
public enum PoolMode {
  /** It takes jobs and gives them out. */
  OPEN,
  /** It takes jobs and gives none out. */
  PAUSED,
  /** It takes no jobs and works off those that it has. */
  CORDONED,
  /** It takes no jobs, and goes when it has none left. */
  DELETING;

  /** Whether new jobs may queue in it. */
  public boolean takes() {
    return switch (this) {
      case OPEN, PAUSED -> true;
      case CORDONED, DELETING -> false;
    };
  }

  /** Whether its workers are given jobs. */
  public boolean gives() {
    return switch (this) {
      case OPEN, CORDONED, DELETING -> true;
      case PAUSED -> false;
    };
  }

  /** Whether it is not on its way out. */
  public boolean stays() {
    return switch (this) {
      case OPEN, PAUSED, CORDONED -> true;
      case DELETING -> false;
    };
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
