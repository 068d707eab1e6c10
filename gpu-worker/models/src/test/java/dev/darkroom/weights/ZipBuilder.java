package dev.darkroom.weights;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Writes stored zip archives as torch does, and on request ones that torch would never write. */
final class ZipBuilder {
  /** One entry as its directory record describes it. */
  private record Entry(byte[] name, byte[] data, int header, int flags, int method) {}

  private final ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private final List<Entry> entries = new ArrayList<>();
  private boolean zip64;

  ZipBuilder entry(String name, byte[] data) {
    return entry(name, data, 0, 0);
  }

  ZipBuilder entry(String name, String data) {
    return entry(name, data.getBytes(StandardCharsets.ISO_8859_1));
  }

  ZipBuilder entry(String name, byte[] data, int flags, int method) {
    Entry entry =
        new Entry(name.getBytes(StandardCharsets.UTF_8), data, out.position(), flags, method);
    entries.add(entry);
    out.putInt(0x04034b50)
        .putShort((short) 20)
        .putShort((short) flags)
        .putShort((short) method)
        .putInt(0);
    out.putInt(crc(data)).putInt(data.length).putInt(data.length);
    out.putShort((short) entry.name().length).putShort((short) 0).put(entry.name()).put(data);
    return this;
  }

  /** A second directory record of the entry before, under another name. */
  ZipBuilder alias(String name) {
    Entry last = entries.getLast();
    entries.add(new Entry(name.getBytes(StandardCharsets.UTF_8), last.data(), last.header(), 0, 0));
    return this;
  }

  /** Sizes and offsets go to the 64-bit fields, as in archives beyond 4 GB. */
  ZipBuilder zip64() {
    zip64 = true;
    return this;
  }

  MemorySegment build() {
    int directory = out.position();
    entries.forEach(this::directoryRecord);
    int size = out.position() - directory;
    if (zip64) {
      int end64 = out.position();
      out.putInt(0x06064b50)
          .putLong(44)
          .putShort((short) 45)
          .putShort((short) 45)
          .putInt(0)
          .putInt(0);
      out.putLong(entries.size()).putLong(entries.size()).putLong(size).putLong(directory);
      out.putInt(0x07064b50).putInt(0).putLong(end64).putInt(1);
    }
    short count = (short) (zip64 ? -1 : entries.size());
    out.putInt(0x06054b50).putInt(0).putShort(count).putShort(count);
    out.putInt(zip64 ? -1 : size).putInt(zip64 ? -1 : directory).putShort((short) 0);
    byte[] archive = new byte[out.position()];
    out.flip().get(archive);
    return MemorySegment.ofArray(archive);
  }

  private void directoryRecord(Entry entry) {
    int length = entry.data().length;
    out.putInt(0x02014b50).putShort((short) 20).putShort((short) 20);
    out.putShort((short) entry.flags())
        .putShort((short) entry.method())
        .putInt(0)
        .putInt(crc(entry.data()));
    out.putInt(zip64 ? -1 : length).putInt(zip64 ? -1 : length);
    out.putShort((short) entry.name().length)
        .putShort((short) (zip64 ? 28 : 0))
        .putShort((short) 0);
    out.putShort((short) 0)
        .putShort((short) 0)
        .putInt(0)
        .putInt(zip64 ? -1 : entry.header())
        .put(entry.name());
    if (zip64) {
      out.putShort((short) 1)
          .putShort((short) 24)
          .putLong(length)
          .putLong(length)
          .putLong(entry.header());
    }
  }

  private static int crc(byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(data);
    return (int) crc.getValue();
  }
}
