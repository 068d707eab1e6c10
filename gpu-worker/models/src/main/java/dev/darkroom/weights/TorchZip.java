package dev.darkroom.weights;

import dev.darkroom.weights.WeightsException.Code;
import java.lang.foreign.MemorySegment;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The zip archive around a torch file, as memory: entries are stored, never compressed, and nothing
 * is ever extracted. One root folder, no name twice, no overlap; an entry's checksum is compared
 * when it is taken.
 */
final class TorchZip {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int END_SIZE = 22;
  private static final int LOCATOR64_SIZE = 20;
  private static final int END64_SIZE = 56;
  private static final int CENTRAL_SIZE = 46;
  private static final int LOCAL_SIZE = 30;
  private static final int MAX_COMMENT = 0xFFFF;
  private static final int MAX_ENTRIES = 1 << 18;
  private static final int ENCRYPTED = 1;
  private static final long CRC_CHUNK = 64 << 20;

  /** One entry; {@code begin} is where its data begins in the file. */
  private record Entry(String name, long begin, long size, int crc, long header) {}

  /** Where the central directory lies and how many entries it has. */
  private record Directory(long begin, long size, long entries) {}

  private final MemorySegment file;
  private final String root;
  private final Map<String, Entry> entries;

  private TorchZip(MemorySegment file, String root, Map<String, Entry> entries) {
    this.file = file;
    this.root = root;
    this.entries = entries;
  }

  static boolean looksLike(MemorySegment file) {
    return file.byteSize() >= 4 && file.get(Elements.INT, 0) == LOCAL;
  }

  /** Reads the directory of the archive. */
  static TorchZip of(MemorySegment file) {
    Directory directory = directory(file);
    Map<String, Entry> entries = new LinkedHashMap<>();
    long at = directory.begin();
    for (long i = 0; i < directory.entries(); i++) {
      MemorySegment record = record(file, at, CENTRAL_SIZE, CENTRAL, "central directory");
      int variable = u16(record, 28) + u16(record, 30) + u16(record, 32);
      Entry entry = entry(file, slice(file, at, CENTRAL_SIZE + (long) variable), directory.begin());
      if (entries.putIfAbsent(entry.name(), entry) != null) {
        throw invalid("two entries are named '%s'".formatted(entry.name()));
      }
      at += CENTRAL_SIZE + variable;
    }
    if (at != directory.begin() + directory.size()) {
      throw invalid("its directory is not as long as it says");
    }
    requireNoOverlap(entries);
    return new TorchZip(file, root(entries), entries);
  }

  /** The data of {@code root/name}, its checksum compared, or empty if there is no such entry. */
  Optional<MemorySegment> find(String name) {
    Entry entry = entries.get(root + "/" + name);
    if (entry == null) {
      return Optional.empty();
    }
    MemorySegment data = file.asSlice(entry.begin(), entry.size());
    if (crc(data) != entry.crc()) {
      throw invalid("the checksum of '%s' is wrong: the file is damaged".formatted(entry.name()));
    }
    return Optional.of(data);
  }

  private static Directory directory(MemorySegment file) {
    long end = endRecord(file);
    MemorySegment record = slice(file, end, END_SIZE);
    if (u16(record, 4) != 0 || u16(record, 6) != 0 || u16(record, 8) != u16(record, 10)) {
      throw invalid("it is one of several volumes");
    }
    boolean zip64 =
        u16(record, 10) == 0xFFFF
            || u32(record, 12) == 0xFFFFFFFFL
            || u32(record, 16) == 0xFFFFFFFFL;
    Directory directory =
        zip64
            ? directory64(file, end)
            : new Directory(u32(record, 16), u32(record, 12), u16(record, 10));
    long limit = end - directory.size();
    if (directory.size() < 0 || directory.begin() < 0 || directory.begin() > limit) {
      throw invalid("its directory lies outside the file");
    }
    if (directory.entries() < 0 || directory.entries() > MAX_ENTRIES) {
      throw new WeightsException(
          Code.LIMIT_EXCEEDED, "the archive has more than %d entries".formatted(MAX_ENTRIES));
    }
    return directory;
  }

  private static Directory directory64(MemorySegment file, long end) {
    MemorySegment locator =
        record(file, end - LOCATOR64_SIZE, LOCATOR64_SIZE, LOCATOR64, "zip64 locator");
    MemorySegment record = record(file, u64(locator, 8), END64_SIZE, END64, "zip64 end");
    return new Directory(u64(record, 48), u64(record, 40), u64(record, 32));
  }

  /** The end record is the last thing in the file but a comment, whose length it names. */
  private static long endRecord(MemorySegment file) {
    long last = file.byteSize() - END_SIZE;
    for (long at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
      if (file.get(Elements.INT, at) == END && u16(file, at + 20) == last - at) {
        return at;
      }
    }
    throw new WeightsException(
        Code.FILE_TRUNCATED, "the archive's directory at its end is missing: it was cut short");
  }

  private static Entry entry(MemorySegment file, MemorySegment central, long limit) {
    String name = name(slice(central, CENTRAL_SIZE, u16(central, 28)));
    if ((u16(central, 8) & ENCRYPTED) != 0) {
      throw invalid("'%s' is encrypted".formatted(name));
    }
    if (u16(central, 10) != 0) {
      throw invalid(
          "'%s' is compressed (method %d): torch only stores".formatted(name, u16(central, 10)));
    }
    Sizes sizes = Sizes.of(central);
    if (sizes.packed() != sizes.plain()) {
      throw invalid(
          "'%s' is stored but says %d bytes are %d".formatted(name, sizes.packed(), sizes.plain()));
    }
    MemorySegment local =
        record(file, sizes.header(), LOCAL_SIZE, LOCAL, "header of '" + name + "'");
    if (u16(local, 8) != 0) {
      throw invalid(
          "'%s' is compressed (method %d): torch only stores".formatted(name, u16(local, 8)));
    }
    int nameLength = u16(local, 26);
    if (!name.equals(name(slice(file, sizes.header() + LOCAL_SIZE, nameLength)))) {
      throw invalid("'%s' has another name in its own header".formatted(name));
    }
    long begin = sizes.header() + LOCAL_SIZE + nameLength + u16(local, 28);
    if (begin > limit || sizes.plain() < 0 || sizes.plain() > limit - begin) {
      throw invalid("'%s' reaches into the directory or beyond the file".formatted(name));
    }
    return new Entry(name, begin, sizes.plain(), central.get(Elements.INT, 16), sizes.header());
  }

  /**
   * Sizes and offset of a directory entry, taken from its zip64 field where the plain ones are
   * full.
   */
  private record Sizes(long packed, long plain, long header) {
    static Sizes of(MemorySegment central) {
      long packed = u32(central, 20);
      long plain = u32(central, 24);
      long header = u32(central, 42);
      MemorySegment wide = field64(central);
      int at = 0;
      if (plain == 0xFFFFFFFFL) {
        plain = u64(wide, at);
        at += Long.BYTES;
      }
      if (packed == 0xFFFFFFFFL) {
        packed = u64(wide, at);
        at += Long.BYTES;
      }
      if (header == 0xFFFFFFFFL) {
        header = u64(wide, at);
      }
      return new Sizes(packed, plain, header);
    }

    private static MemorySegment field64(MemorySegment central) {
      MemorySegment extra = slice(central, CENTRAL_SIZE + u16(central, 28), u16(central, 30));
      for (long at = 0; at + 4 <= extra.byteSize(); at += 4 + u16(extra, at + 2)) {
        if (u16(extra, at) == 1) {
          return slice(extra, at + 4, u16(extra, at + 2));
        }
      }
      return MemorySegment.NULL;
    }
  }

  /** Torch writes one folder, named after the file, that everything lies in. */
  private static String root(Map<String, Entry> entries) {
    List<String> pickles =
        entries.keySet().stream().filter(name -> name.endsWith("/data.pkl")).toList();
    if (pickles.size() != 1) {
      throw invalid(
          "%d entries are called <root>/data.pkl: exactly one must be".formatted(pickles.size()));
    }
    String root =
        pickles.getFirst().substring(0, pickles.getFirst().length() - "/data.pkl".length());
    for (String name : entries.keySet()) {
      if (!name.startsWith(root + "/")) {
        throw invalid("'%s' lies outside the root folder '%s'".formatted(name, root));
      }
    }
    return root;
  }

  private static void requireNoOverlap(Map<String, Entry> entries) {
    long end = 0;
    for (Entry entry :
        entries.values().stream().sorted(Comparator.comparingLong(Entry::header)).toList()) {
      if (entry.header() < end) {
        throw invalid("'%s' overlaps another entry".formatted(entry.name()));
      }
      end = entry.begin() + entry.size();
    }
  }

  private static String name(MemorySegment bytes) {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(bytes.asByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new WeightsException(
          Code.ARCHIVE_INVALID, "the archive has an entry whose name is not UTF-8", e);
    }
    boolean plain =
        !name.isEmpty()
            && name.length() <= 1024
            && name.chars().noneMatch(c -> c < ' ' || c == '\\');
    if (!plain || name.startsWith("/") || List.of(name.split("/", -1)).contains("..")) {
      throw invalid(
          "an entry has the unsafe name '%s'".formatted(name.replaceAll("\\p{Cntrl}", "?")));
    }
    return name;
  }

  private static int crc(MemorySegment data) {
    CRC32 crc = new CRC32();
    for (long at = 0; at < data.byteSize(); at += CRC_CHUNK) {
      crc.update(data.asSlice(at, Math.min(CRC_CHUNK, data.byteSize() - at)).asByteBuffer());
    }
    return (int) crc.getValue();
  }

  private static MemorySegment record(
      MemorySegment file, long at, long size, int signature, String what) {
    MemorySegment record = slice(file, at, size);
    if (record.get(Elements.INT, 0) != signature) {
      throw invalid("no %s lies where it should".formatted(what));
    }
    return record;
  }

  private static MemorySegment slice(MemorySegment file, long at, long size) {
    if (at < 0 || at > file.byteSize() - size) {
      throw invalid("something lies outside its bounds");
    }
    return file.asSlice(at, size);
  }

  private static int u16(MemorySegment bytes, long at) {
    return Short.toUnsignedInt(slice(bytes, at, Short.BYTES).get(Elements.SHORT, 0));
  }

  private static long u32(MemorySegment bytes, long at) {
    return Integer.toUnsignedLong(slice(bytes, at, Integer.BYTES).get(Elements.INT, 0));
  }

  /** Sizes beyond 2^63 come out negative and are refused like every other one out of range. */
  private static long u64(MemorySegment bytes, long at) {
    return slice(bytes, at, Long.BYTES).get(Elements.LONG, 0);
  }

  private static WeightsException invalid(String message) {
    return new WeightsException(Code.ARCHIVE_INVALID, "the archive is refused: " + message);
  }
}
