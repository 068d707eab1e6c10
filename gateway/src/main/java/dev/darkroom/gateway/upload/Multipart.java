package dev.darkroom.gateway.upload;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file in a form (RFC 7578): its first part that has a file name. */
public final class Multipart {
  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^;\\s]{1,70}))", Pattern.CASE_INSENSITIVE);
  private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"\r\n]{0,255})\"");

  private Multipart() {}

  /** Whether a body of this type is a form. */
  public static boolean is(String contentType) {
    return contentType.regionMatches(true, 0, "multipart/form-data", 0, 19);
  }

  /**
   * Reads a form.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException INVALID_FILE where it has no file
   */
  public static SentFile file(String contentType, byte[] body) {
    Matcher boundary = BOUNDARY.matcher(contentType);
    if (!boundary.find()) {
      throw invalid("the form's Content-Type has no boundary");
    }
    String mark = Optional.ofNullable(boundary.group(1)).orElse(boundary.group(2));
    // Every byte is one character here, so that places in the text are places in the body.
    String text = new String(body, StandardCharsets.ISO_8859_1);
    String delimiter = "--" + mark;
    int at = text.indexOf(delimiter);
    while (at >= 0) {
      int head = at + delimiter.length() + 2;
      int end = text.indexOf("\r\n" + delimiter, head);
      int content = text.indexOf("\r\n\r\n", head);
      if (end < 0 || content < 0) {
        break;
      }
      Matcher name = FILE_NAME.matcher(text.substring(head, Math.min(content, end)));
      if (content + 4 <= end && name.find()) {
        byte[] bytes = text.substring(content + 4, end).getBytes(StandardCharsets.ISO_8859_1);
        String utf8 =
            new String(name.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return new SentFile(FileNames.plain(utf8), bytes, Optional.empty());
      }
      at = end + 2;
    }
    throw invalid("the form has no file: send one part with a filename");
  }

  private static RuntimeException invalid(String detail) {
    return Problem.of(ProblemCode.INVALID_FILE, "file", detail).exception();
  }
}
