package dev.darkroom.storage;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import dev.darkroom.storage.plain.InstantForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Times by {@link InstantForm} for the mapper. What has another form is read and written as the
 * library does.
 */
final class InstantText {
  private InstantText() {}

  static SimpleModule module() {
    return new SimpleModule("instants")
        .addSerializer(Instant.class, new Writer())
        .addDeserializer(Instant.class, new Reader());
  }

  private static final class Writer extends StdScalarSerializer<Instant> {
    private static final long serialVersionUID = 1;

    Writer() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      byte[] text = new byte[InstantForm.LONGEST];
      int length = InstantForm.write(value, text, 0);
      to.writeString(
          length == 0
              ? value.toString()
              : new String(text, 0, length, StandardCharsets.ISO_8859_1));
    }
  }

  private static final class Reader extends StdScalarDeserializer<Instant> {
    private static final long serialVersionUID = 1;
    private static final JsonDeserializer<Instant> ANY = InstantDeserializer.INSTANT;

    Reader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser from, DeserializationContext context) throws IOException {
      if (from.hasToken(JsonToken.VALUE_STRING)) {
        byte[] text = from.getText().getBytes(StandardCharsets.UTF_8);
        Instant plain = InstantForm.read(text, 0, text.length);
        if (plain != null) {
          return plain;
        }
      }
      return ANY.deserialize(from, context);
    }
  }
}
