package dev.darkroom.client;

import java.util.List;

/**
 * The farm answered that it will not: its stable code, the HTTP status, its one sentence and, where
 * many things are wrong at once, each of them.
 */
public final class FarmRefused extends FarmException {
  private final int status;
  private final String code;
  private final List<String> reasons;

  public FarmRefused(int status, String code, String message) {
    this(status, code, message, List.of());
  }

  public FarmRefused(int status, String code, String message, List<String> reasons) {
    super(message);
    this.status = status;
    this.code = code;
    this.reasons = List.copyOf(reasons);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /** What is wrong, one by one, as in a batch's lines; mostly empty. */
  public List<String> reasons() {
    return reasons;
  }
}
