package dev.darkroom.gateway.upload;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The segments of a JPEG file (ITU T.81, annex B), and what of them is metadata. */
final class JpegSegments {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;

  /** Colour profiles. */
  private static final int APP2 = 0xE2;

  /** Adobe's: whether colours are transformed. */
  private static final int APP14 = 0xEE;

  private static final int APP15 = 0xEF;
  private static final int COMMENT = 0xFE;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

  /** TIFF's tag of how a picture is to be turned; 1 where it is not. */
  private static final int ORIENTATION = 0x0112;

  private static final int UPRIGHT = 1;
  private static final int FIRST_ON_ITS_SIDE = 5;
  private static final int MOST_TURNS = 8;

  private JpegSegments() {}

  /**
   * The file without metadata, and without what lies behind its end.
   *
   * @throws IndexOutOfBoundsException where it ends too soon
   */
  static byte[] withoutMetadata(byte[] file) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, 2);
    int at = 2;
    while (at < file.length) {
      int marker = marker(file, at);
      if (marker < 0) {
        return file;
      }
      int end = marker == EOI ? at + 2 : after(file, at);
      if (isMetadata(marker)) {
        if (marker == APP1) {
          turned(kept, orientation(file, at, end));
        }
      } else {
        kept.write(file, at, end - at);
      }
      if (marker == EOI) {
        return kept.size() == file.length ? file : kept.toByteArray();
      }
      at = end;
    }
    return file;
  }

  /** Whether the file says that its rows are to become columns. */
  static boolean isOnItsSide(byte[] head) {
    try {
      for (int at = 2; at + 4 <= head.length; at = after(head, at)) {
        int marker = marker(head, at);
        if (marker < 0 || marker == SCAN) {
          return false;
        }
        if (marker == APP1) {
          int turn = orientation(head, at, Math.min(head.length, after(head, at)));
          if (turn != UPRIGHT) {
            return turn >= FIRST_ON_ITS_SIDE;
          }
        }
      }
      return false;
    } catch (IndexOutOfBoundsException _) {
      return false;
    }
  }

  private static boolean isMetadata(int marker) {
    return marker == COMMENT
        || (marker > APP0 && marker <= APP15 && marker != APP2 && marker != APP14);
  }

  /** The marker at a place; below zero where there is none. */
  private static int marker(byte[] file, int at) {
    return file[at] == (byte) 0xFF && at + 1 < file.length ? file[at + 1] & 0xFF : -1;
  }

  /** Where a segment ends, the coded pixels behind a scan's head included. */
  private static int after(byte[] file, int at) {
    int end = at + 2 + ((file[at + 2] & 0xFF) << 8 | (file[at + 3] & 0xFF));
    if (end > file.length) {
      throw new IndexOutOfBoundsException(end);
    }
    if (marker(file, at) != SCAN) {
      return end;
    }
    while (file[end] != (byte) 0xFF || isWithinScan(file[end + 1] & 0xFF)) {
      end++;
    }
    return end;
  }

  /** A stuffed byte, a fill byte, or a restart. */
  private static boolean isWithinScan(int next) {
    return next == 0 || next == 0xFF || (next >= 0xD0 && next < SOI);
  }

  private static int orientation(byte[] file, int at, int end) {
    int tiff = at + 4 + EXIF.length;
    if (end - tiff < 14 || !Arrays.equals(file, at + 4, tiff, EXIF, 0, EXIF.length)) {
      return UPRIGHT;
    }
    ByteBuffer exif = ByteBuffer.wrap(file, tiff, end - tiff).slice();
    exif.order(exif.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = exif.getInt(4);
    if (directory < 8 || directory > exif.limit() - 2) {
      return UPRIGHT;
    }
    int entries = exif.getShort(directory) & 0xFFFF;
    for (int i = 0; i < entries && directory + 2 + 12 * (i + 1) <= exif.limit(); i++) {
      int entry = directory + 2 + 12 * i;
      if ((exif.getShort(entry) & 0xFFFF) == ORIENTATION) {
        int turn = exif.getShort(entry + 8) & 0xFFFF;
        return turn <= MOST_TURNS ? turn : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** EXIF with that one tag, where it says something. */
  private static void turned(ByteArrayOutputStream kept, int orientation) {
    if (orientation <= UPRIGHT) {
      return;
    }
    ByteBuffer segment = ByteBuffer.allocate(36);
    segment.putShort((short) (0xFF00 | APP1)).putShort((short) 34).put(EXIF);
    segment.putShort((short) 0x4D4D).putShort((short) 42).putInt(8); // TIFF, its directory at 8
    segment.putShort((short) 1).putShort((short) ORIENTATION).putShort((short) 3).putInt(1);
    segment.putShort((short) orientation).putShort((short) 0).putInt(0);
    kept.write(segment.array(), 0, segment.capacity());
  }
}
