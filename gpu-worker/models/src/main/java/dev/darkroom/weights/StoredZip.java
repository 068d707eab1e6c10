package dev.darkroom.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A zip archive of stored entries in memory, each entry's data at a multiple of 64 bytes as torch
 * wants it to be mapped. Times are zero.
 */
final class StoredZip {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int LOCAL_SIZE = 30;
  private static final int CENTRAL_SIZE = 46;
  private static final int END_SIZE = 22;
  private static final int ALIGNMENT = 64;

  /** The extra field that torch pads with: "FB", a size, and as many bytes. */
  private static final short PADDING = 0x4246;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(String name, int crc, int size, int header) {
    byte[] nameBytes() {
      return name.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Adds an entry; names and data together stay far below 2 GiB. */
  void add(String name, byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(data);
    Entry entry = new Entry(name, (int) crc.getValue(), data.length, file.size());
    byte[] bytes = entry.nameBytes();
    int plain = entry.header() + LOCAL_SIZE + bytes.length + 4;
    int padding = Math.ceilDiv(plain, ALIGNMENT) * ALIGNMENT - plain;
    ByteBuffer header = buffer(LOCAL_SIZE).putInt(LOCAL);
    common(header, entry).putShort((short) bytes.length).putShort((short) (4 + padding));
    append(header);
    file.writeBytes(bytes);
    append(buffer(4).putShort(PADDING).putShort((short) padding));
    file.writeBytes(new byte[padding]);
    file.writeBytes(data);
    entries.add(entry);
  }

  /** The whole archive. */
  byte[] finish() {
    int begin = file.size();
    for (Entry entry : entries) {
      ByteBuffer header = buffer(CENTRAL_SIZE).putInt(CENTRAL).putShort((short) 0);
      common(header, entry)
          .putShort((short) entry.nameBytes().length)
          .putShort((short) 0) // extra
          .putShort((short) 0) // comment
          .putShort((short) 0) // volume
          .putShort((short) 0) // internal attributes
          .putInt(0) // external attributes
          .putInt(entry.header());
      append(header);
      file.writeBytes(entry.nameBytes());
    }
    append(
        buffer(END_SIZE)
            .putInt(END)
            .putInt(0) // volumes
            .putShort((short) entries.size())
            .putShort((short) entries.size())
            .putInt(file.size() - begin)
            .putInt(begin)
            .putShort((short) 0));
    return file.toByteArray();
  }

  /** From the version needed to the plain size: the same in both headers. */
  private static ByteBuffer common(ByteBuffer header, Entry entry) {
    return header
        .putShort((short) 0) // version needed
        .putShort((short) 0) // flags
        .putShort((short) 0) // stored
        .putInt(0) // time and date
        .putInt(entry.crc())
        .putInt(entry.size())
        .putInt(entry.size());
  }

  private void append(ByteBuffer filled) {
    file.write(filled.array(), filled.arrayOffset(), filled.position());
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
