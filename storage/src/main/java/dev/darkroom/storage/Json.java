package dev.darkroom.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.plain.Ascii;
import dev.darkroom.storage.plain.Cursor;
import dev.darkroom.storage.plain.Ink;
import dev.darkroom.storage.plain.NotPlain;
import dev.darkroom.storage.plain.PlainForm;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one kind of record: UTF-8 JSON in an envelope that carries its version, {@code
 * {"v":1,"data":{…}}}. Equal records give equal bytes.
 *
 * <p>Within a version fields may be added if they are optional: readers skip what they do not know.
 * Any other change is a new version, and old bytes must still be read.
 *
 * @param <T> the record
 */
public final class Json<T> {
  private static final int VERSION = 1;
  private static final int MAX_DEPTH = 32;
  private static final int TYPICAL_BYTES = 1_024;
  private static final byte[] HEAD = Ascii.of("{\"v\":" + VERSION + ",\"data\":");
  private static final byte[] TAIL = Ascii.of("}");

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  // Threads that serve one request would each make buffers for themselves.
                  .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addModule(InstantText.module())
          .addModule(SharedWords.module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String what;
  private final Class<T> type;
  private final int maxBytes;
  private final Optional<PlainForm<T>> plain;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  private Json(String what, Class<T> type, int maxBytes, Optional<PlainForm<T>> plain) {
    this.what = what;
    this.type = type;
    this.maxBytes = maxBytes;
    this.plain = plain;
    // Through the declared type, so that a sealed interface writes which of its records it is.
    writer = MAPPER.writerFor(type);
    // What follows the data is the envelope's end, which decode looks at.
    reader = MAPPER.readerFor(type).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * The bytes of one kind of record.
   *
   * @param what the kind of record, for errors: {@code command}, …
   * @param maxBytes of one encoded record
   */
  public static <T> Json<T> of(String what, Class<T> type, int maxBytes) {
    return new Json<>(what, type, maxBytes, Optional.empty());
  }

  /** The same bytes, written and read by hand where this form can. */
  public Json<T> with(PlainForm<T> form) {
    return new Json<>(what, type, maxBytes, Optional.of(form));
  }

  /**
   * Writes a record.
   *
   * @throws StorageException TOO_LARGE
   */
  public byte[] encode(T value) {
    byte[] bytes = plain.isPresent() ? written(plain.get(), value) : null;
    return bytes == null ? mapped(value) : bytes;
  }

  private byte @Nullable [] written(PlainForm<T> form, T value) {
    Ink ink = new Ink();
    try {
      form.write(value, ink.raw(HEAD));
    } catch (NotPlain _) {
      return null;
    }
    ink.raw(TAIL);
    checkSize(ink.size());
    return ink.bytes();
  }

  private byte[] mapped(T value) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(TYPICAL_BYTES)) {
      bytes.write(HEAD);
      writer.writeValue(bytes, value);
      bytes.append('}');
      checkSize(bytes.size());
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new StorageException(Code.CORRUPT, "this " + what + " cannot be written as JSON", e);
    }
  }

  /**
   * Reads a record.
   *
   * @throws StorageException UNKNOWN_VERSION, CORRUPT or TOO_LARGE
   */
  public T decode(byte[] bytes) {
    checkSize(bytes.length);
    @Nullable T read = plain.isPresent() ? read(plain.get(), bytes) : null;
    if (read != null) {
      return read;
    }
    try {
      @Nullable T value = ours(bytes);
      return value == null ? any(bytes) : value;
    } catch (IOException e) {
      throw new StorageException(
          Code.CORRUPT, "these bytes are no " + what + ": " + firstLine(e), e);
    }
  }

  private static <T> @Nullable T read(PlainForm<T> form, byte[] bytes) {
    Cursor cursor = new Cursor(bytes);
    try {
      T value = form.read(cursor.past(HEAD));
      cursor.past(TAIL).end();
      return value;
    } catch (NotPlain | IllegalArgumentException _) {
      return null;
    }
  }

  /** Reads what the mapper wrote, in one go; null where it is something else. */
  private @Nullable T ours(byte[] bytes) throws IOException {
    try (JsonParser parser = reader.createParser(bytes)) {
      boolean ours =
          parser.nextToken() == JsonToken.START_OBJECT
              && "v".equals(parser.nextFieldName())
              && parser.nextIntValue(0) == VERSION
              && "data".equals(parser.nextFieldName())
              && parser.nextToken() == JsonToken.START_OBJECT;
      if (!ours) {
        return null;
      }
      T value = reader.readValue(parser);
      boolean whole = parser.nextToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
      return whole ? value : null;
    }
  }

  /** Reads any envelope, and says what is wrong with it. */
  private T any(byte[] bytes) throws IOException {
    @Nullable JsonNode envelope = MAPPER.readTree(bytes);
    if (envelope == null) {
      throw new StorageException(Code.CORRUPT, "a " + what + " is empty");
    }
    JsonNode version = envelope.path("v");
    if (!version.isInt()) {
      throw new StorageException(Code.CORRUPT, "a " + what + " has no version field v");
    }
    if (version.intValue() != VERSION) {
      throw new StorageException(
          Code.UNKNOWN_VERSION,
          "a "
              + what
              + " has version "
              + version.intValue()
              + " and this Darkroom reads version "
              + VERSION
              + ": upgrade it");
    }
    @Nullable T value = MAPPER.treeToValue(envelope.path("data"), type);
    if (value == null) {
      throw new StorageException(Code.CORRUPT, "a " + what + " has no data");
    }
    return value;
  }

  private void checkSize(int size) {
    if (size > maxBytes) {
      throw new StorageException(
          Code.TOO_LARGE,
          "a " + what + " of " + size + " bytes is over the " + maxBytes + " allowed");
    }
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
