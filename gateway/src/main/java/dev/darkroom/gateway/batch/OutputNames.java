package dev.darkroom.gateway.batch;

import dev.darkroom.job.Output;
import dev.darkroom.job.id.BatchLine;

/**
 * Names for the files of a batch: the line's custom_id, made fit for any file system, and the
 * ending of the file. One whose custom_id had to be changed carries its line's number, so that no
 * two are alike.
 */
final class OutputNames {
  private static final int MAX_NAME = 160;

  private OutputNames() {}

  /**
   * The name of one of a line's files.
   *
   * @param place among the line's files, from 0; the first goes without a number
   */
  static String of(BatchLine line, Output output, int place) {
    String id = line.customId();
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "._-=,+#@".indexOf(c) >= 0);
      boolean first = i == 0 || id.charAt(i - 1) == '/';
      boolean folder = c == '/' && !first && i + 1 < id.length();
      safe.append((plain && !(first && c == '.')) || folder ? c : '_');
    }
    String name = safe.length() > MAX_NAME ? safe.substring(0, MAX_NAME) : safe.toString();
    if (!name.equals(id)) {
      name += "~" + line.line();
    }
    return name + (place == 0 ? "" : "-" + (place + 1)) + ending(output.name());
  }

  private static String ending(String file) {
    int dot = file.lastIndexOf('.');
    return dot < 0 ? "" : file.substring(dot);
  }
}
