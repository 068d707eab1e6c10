package dev.darkroom.gateway.upload;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form (RFC 7578), with its texts and where in it its files are. One that lies in a file stays
 * there: none of its files is read, however large it is.
 */
public final class Form {
  private static final int MAX_PARTS = 64;
  private static final int MAX_HEAD = 4_096;
  private static final int MAX_TEXT = 64 << 10;

  /** Written at once. */
  private static final int MAX_PIECE = 8 << 20;

  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^;\\s]{1,70}))", Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"\r\n]{0,255})\"");
  private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"\r\n]{0,255})\"");

  private final Body body;
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final List<Part> files = new ArrayList<>();

  /**
   * A file of the form.
   *
   * @param field that it came in
   * @param name plain: see {@link FileNames}
   */
  public record Part(String field, String name, long offset, long sizeBytes) {}

  /** Where a form's bytes are. */
  private interface Body {
    /** Has them read; they are there during the call only. */
    <T> T read(Function<MemorySegment, T> reader);

    static Body in(Path file) {
      return new Body() {
        @Override
        public <T> T read(Function<MemorySegment, T> reader) {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
              Arena arena = Arena.ofConfined()) {
            return reader.apply(
                channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
          } catch (IOException e) {
            throw new UncheckedIOException("the form that was brought cannot be read again", e);
          }
        }
      };
    }

    static Body of(byte[] bytes) {
      return new Body() {
        @Override
        public <T> T read(Function<MemorySegment, T> reader) {
          return reader.apply(MemorySegment.ofArray(bytes).asReadOnly());
        }
      };
    }
  }

  private Form(Body body) {
    this.body = body;
  }

  /** Whether a body of this type is a form. */
  public static boolean is(String contentType) {
    return contentType.regionMatches(true, 0, "multipart/form-data", 0, 19);
  }

  /**
   * Finds the parts of a form in a file.
   *
   * @param contentType with its boundary
   * @throws dev.darkroom.gateway.problem.ProblemException INVALID_FILE where it is no form
   */
  public static Form read(String contentType, Path body) {
    return read(contentType, Body.in(body));
  }

  /** The same of a form in memory. */
  public static Form read(String contentType, byte[] body) {
    return read(contentType, Body.of(body));
  }

  private static Form read(String contentType, Body body) {
    Matcher boundary = BOUNDARY.matcher(contentType);
    if (!boundary.find()) {
      throw invalid("the form's Content-Type has no boundary");
    }
    String mark = Optional.ofNullable(boundary.group(1)).orElse(boundary.group(2));
    Form form = new Form(body);
    return body.read(bytes -> {
      form.parse(bytes, "--" + mark);
      return form;
    });
  }

  /** The texts by field; a field that comes twice is refused. */
  public Map<String, String> texts() {
    return texts;
  }

  /** The files in their order. */
  public List<Part> files() {
    return files;
  }

  /** A file's bytes, which are no more than {@code maxBytes}. */
  public byte[] bytes(Part part, int maxBytes) {
    if (part.sizeBytes() > maxBytes) {
      throw Problem.of(
              ProblemCode.BODY_TOO_LARGE,
              part.field(),
              "%s has %d bytes: use at most %d".formatted(part.field(), part.sizeBytes(), maxBytes))
          .exception();
    }
    return body.read(bytes -> slice(bytes, part).toArray(ValueLayout.JAVA_BYTE));
  }

  /** Writes a file's bytes into another file, over what stands there. */
  public void copy(Part part, Path to) {
    body.read(bytes -> {
      try (FileChannel into =
          FileChannel.open(to, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
        MemorySegment whole = slice(bytes, part);
        for (long done = 0; done < part.sizeBytes(); ) {
          long most = Math.min(MAX_PIECE, part.sizeBytes() - done);
          done += into.write(whole.asSlice(done, most).asByteBuffer());
        }
        return part;
      } catch (IOException e) {
        throw new UncheckedIOException("there is no room for a file that was brought", e);
      }
    });
  }

  private static MemorySegment slice(MemorySegment bytes, Part part) {
    return bytes.asSlice(part.offset(), part.sizeBytes());
  }

  private void parse(MemorySegment bytes, String delimiter) {
    byte[] mark = ("\r\n" + delimiter).getBytes(StandardCharsets.ISO_8859_1);
    // The first delimiter may stand at the very beginning, without the line end of those after.
    long at = startsWith(bytes, 0, mark, 2) ? mark.length - 2L : after(bytes, 0, mark);
    for (int parts = 0; !startsWith(bytes, at, "--".getBytes(StandardCharsets.US_ASCII), 0); ) {
      if (++parts > MAX_PARTS) {
        throw invalid("the form has more than " + MAX_PARTS + " parts");
      }
      long head = at + 2;
      long end = after(bytes, at, mark) - mark.length;
      part(bytes, head, end);
      at = end + mark.length;
    }
  }

  private void part(MemorySegment bytes, long head, long end) {
    long most = Math.min(end, head + MAX_HEAD);
    // Every byte is one character here, so that places in the text are places in the body.
    int blank =
        text(bytes, head, Math.max(head, most), StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    if (blank < 0) {
      throw invalid("a part of the form has no header, or one of more than " + MAX_HEAD + " bytes");
    }
    String headers = text(bytes, head, head + blank, StandardCharsets.UTF_8);
    Matcher name = NAME.matcher(headers);
    if (!name.find()) {
      throw invalid("a part of the form has no name");
    }
    long content = head + blank + 4;
    Matcher file = FILE_NAME.matcher(headers);
    if (file.find()) {
      files.add(new Part(name.group(1), FileNames.plain(file.group(1)), content, end - content));
    } else {
      text(name.group(1), bytes, content, end);
    }
  }

  private void text(String field, MemorySegment bytes, long content, long end) {
    if (end - content > MAX_TEXT) {
      throw Problem.of(
              ProblemCode.TEXT_TOO_LONG,
              field,
              field + " has more than " + MAX_TEXT + " bytes: use less")
          .exception();
    }
    String text = text(bytes, content, end, StandardCharsets.UTF_8);
    if (texts.putIfAbsent(field, text) != null) {
      throw Problem.of(ProblemCode.FIELDS_CONFLICT, field, field + " is given twice: give it once")
          .exception();
    }
  }

  private static String text(MemorySegment bytes, long from, long to, Charset charset) {
    byte[] slice = bytes.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE);
    return new String(slice, charset);
  }

  /** The place behind the next mark from here on. */
  private static long after(MemorySegment bytes, long from, byte[] mark) {
    long last = bytes.byteSize() - mark.length;
    for (long i = from; i <= last; i++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, i) == '\r' && startsWith(bytes, i, mark, 0)) {
        return i + mark.length;
      }
    }
    throw invalid("the form does not end: its last boundary is missing");
  }

  private static boolean startsWith(MemorySegment bytes, long at, byte[] mark, int skip) {
    if (at + mark.length - skip > bytes.byteSize()) {
      return false;
    }
    for (int i = skip; i < mark.length; i++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, at + i - skip) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static RuntimeException invalid(String detail) {
    return Problem.of(ProblemCode.INVALID_FILE, "file", detail).exception();
  }
}
