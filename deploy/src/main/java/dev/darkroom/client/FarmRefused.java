package dev.darkroom.client;

/** The farm answered that it will not: its stable code, the HTTP status and its one sentence. */
public final class FarmRefused extends RuntimeException {
  private final int status;
  private final String code;

  public FarmRefused(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }
}
