package dev.darkroom.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** Text chunks of PNG: {@code tEXt} in Latin-1, {@code iTXt} in UTF-8. */
final class PngText {
  private static final Pattern KEYWORD =
      Pattern.compile(
          "[\\x21-\\x7e\\xa1-\\xff]([\\x20-\\x7e\\xa1-\\xff]{0,77}[\\x21-\\x7e\\xa1-\\xff])?");
  private static final Pattern LATIN1 = Pattern.compile("[\\n\\x20-\\x7e\\xa0-\\xff]*");

  /** More texts than this are not looked at. */
  private static final int MAX_TEXTS = 64;

  private PngText() {}

  /** The file with these texts after its header. */
  static byte[] insert(byte[] file, SortedMap<String, String> texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + 1024);
    out.write(file, 0, PngChunks.AFTER_HEADER);
    texts.forEach((keyword, text) -> out.writeBytes(chunk(keyword, text)));
    out.write(file, PngChunks.AFTER_HEADER, file.length - PngChunks.AFTER_HEADER);
    return out.toByteArray();
  }

  /** The uncompressed texts of a file that is accepted. */
  static Map<String, String> read(byte[] file) {
    Map<String, String> texts = new LinkedHashMap<>();
    PngChunks chunks = PngChunks.afterHeader(file);
    while (chunks.hasNext() && texts.size() < MAX_TEXTS) {
      PngChunks.Chunk chunk = chunks.next();
      switch (chunk.type()) {
        case "tEXt" ->
            until0(chunk.data())
                .ifPresent(k -> texts.putIfAbsent(k, rest(chunk.data(), ISO_8859_1)));
        case "iTXt" -> readInternational(chunk.data(), texts);
        case "IEND" -> {
          return texts;
        }
        default -> {} // pixels and what other programs add
      }
    }
    return texts;
  }

  private static void readInternational(ByteBuffer data, Map<String, String> texts) {
    Optional<String> keyword = until0(data);
    if (keyword.isEmpty() || data.remaining() < 2) {
      return;
    }
    boolean compressed = data.get() != 0;
    data.get(); // the method of compression
    Optional<String> language = until0(data);
    Optional<String> translated = until0(data); // the keyword in that language
    if (!compressed && language.isPresent() && translated.isPresent()) {
      texts.putIfAbsent(keyword.get(), rest(data, UTF_8));
    }
  }

  private static byte[] chunk(String keyword, String text) {
    if (!KEYWORD.matcher(keyword).matches()) {
      throw new IllegalArgumentException(
          "'" + keyword + "' is no PNG keyword: use 1 to 79 printable Latin-1 characters");
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(keyword.getBytes(ISO_8859_1));
    data.write(0);
    if (LATIN1.matcher(text).matches()) {
      data.writeBytes(text.getBytes(ISO_8859_1));
      return PngChunks.chunk("tEXt", data.toByteArray());
    }
    data.writeBytes(new byte[4]); // not compressed, method 0, no language, no translated keyword
    // NUL would end the text for readers written in C.
    data.writeBytes(text.replace('\0', '\uFFFD').getBytes(UTF_8));
    return PngChunks.chunk("iTXt", data.toByteArray());
  }

  /** Reads up to the next zero byte and past it; empty if there is none. */
  private static Optional<String> until0(ByteBuffer data) {
    for (int i = data.position(); i < data.limit(); i++) {
      if (data.get(i) == 0) {
        String text =
            ISO_8859_1.decode(data.slice(data.position(), i - data.position())).toString();
        data.position(i + 1);
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }

  private static String rest(ByteBuffer data, Charset charset) {
    return charset.decode(data).toString();
  }
}
