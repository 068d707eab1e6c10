package dev.darkroom.nn.libtorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes methods as the archive that libtorch loads: an uncompressed zip of the source text and of
 * a pickled object with no state but the flag that every module must have.
 */
final class ScriptArchive {
  /** The class that the methods' {@code self} names. */
  private static final String CLASS = "Darkroom";

  private static final String TRAINING = "training";

  private ScriptArchive() {}

  static byte[] of(String methods) {
    String source =
        "class "
            + CLASS
            + "(Module):\n"
            + "  __parameters__ = []\n"
            + "  __buffers__ = []\n"
            + "  "
            + TRAINING
            + " : bool\n"
            + methods.strip().indent(2);
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      put(zip, "version", ascii("10\n"));
      put(zip, "byteorder", ascii("little"));
      put(zip, "data.pkl", object());
      put(zip, "constants.pkl", emptyTuple());
      put(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory only
    }
    return bytes.toByteArray();
  }

  /** {@code Darkroom.__new__(Darkroom)} with {@code __dict__ = {"training": False}}. */
  private static byte[] object() {
    var pickle = new ByteArrayOutputStream();
    protocol2(pickle);
    pickle.writeBytes(ascii("c__torch__\n" + CLASS + "\n")); // GLOBAL
    pickle.writeBytes(ascii(")")); // EMPTY_TUPLE
    pickle.write(0x81); // NEWOBJ
    pickle.writeBytes(ascii("}(X")); // EMPTY_DICT, MARK, BINUNICODE
    pickle.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(TRAINING.length()).array());
    pickle.writeBytes(ascii(TRAINING));
    pickle.write(0x89); // NEWFALSE
    pickle.writeBytes(ascii("ub.")); // SETITEMS, BUILD, STOP
    return pickle.toByteArray();
  }

  private static byte[] emptyTuple() {
    var pickle = new ByteArrayOutputStream();
    protocol2(pickle);
    pickle.writeBytes(ascii(")."));
    return pickle.toByteArray();
  }

  private static void protocol2(ByteArrayOutputStream pickle) {
    pickle.write(0x80);
    pickle.write(2);
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    var crc = new CRC32();
    crc.update(content);
    var entry = new ZipEntry("darkroom/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
