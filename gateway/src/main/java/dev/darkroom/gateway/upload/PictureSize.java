package dev.darkroom.gateway.upload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Width and height of a picture file in pixels, read from its first bytes. */
public record PictureSize(int width, int height) {
  /** Bytes of a file that are enough to find them in, however much a camera wrote before. */
  public static final int HEAD_BYTES = 256 << 10;

  /** What workers read. */
  public static final int MAX_SIDE = 8192;

  /** Of the whole picture: what workers read. */
  public static final long MAX_PIXELS = 32_000_000;

  private static final int PNG_HEADER = 24;
  private static final int WEBP_HEADER = 30;

  /** Names of chunks, as the number that their letters make. */
  private static final int VP8X = 0x58385056;

  private static final int VP8L = 0x4C385056;
  private static final int VP8 = 0x20385056;

  /** Whether workers read a picture of this size. */
  public boolean fits() {
    return Math.max(width, height) <= MAX_SIDE && (long) width * height <= MAX_PIXELS;
  }

  private PictureSize onItsSide() {
    return new PictureSize(/* width= */ height, /* height= */ width);
  }

  /** The size that a file tells; empty where it is no picture, or broken. */
  public static Optional<PictureSize> of(byte[] head) {
    return switch (FileType.of(head)) {
      case PNG -> ofPng(ByteBuffer.wrap(head));
      case JPEG -> ofJpeg(ByteBuffer.wrap(head));
      case WEBP -> ofWebp(ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN));
      case ZIP, SAFETENSORS, UNKNOWN -> Optional.empty();
    };
  }

  /** The same, as the picture is seen: a JPEG whose EXIF says so lies on its side in the file. */
  public static Optional<PictureSize> ofUpright(byte[] head) {
    boolean turned = FileType.of(head) == FileType.JPEG && JpegSegments.isOnItsSide(head);
    return of(head).map(size -> turned ? size.onItsSide() : size);
  }

  /** The first chunk, IHDR, begins with them. */
  private static Optional<PictureSize> ofPng(ByteBuffer png) {
    return png.limit() < PNG_HEADER
        ? Optional.empty()
        : positive(png.getInt(PNG_HEADER - 8), png.getInt(PNG_HEADER - 4));
  }

  /** The frame header (ITU T.81, B.2.2) has them; segments before it are passed over. */
  private static Optional<PictureSize> ofJpeg(ByteBuffer jpeg) {
    int at = 2;
    while (at + 9 <= jpeg.limit() && (jpeg.get(at) & 0xFF) == 0xFF) {
      int marker = jpeg.get(at + 1) & 0xFF;
      if (marker == 0xFF) { // a fill byte
        at++;
      } else if (isFrame(marker)) {
        return positive(jpeg.getShort(at + 7) & 0xFFFF, jpeg.getShort(at + 5) & 0xFFFF);
      } else {
        at += 2 + Math.max(2, jpeg.getShort(at + 2) & 0xFFFF);
      }
    }
    return Optional.empty();
  }

  /** SOF0 to SOF15; DHT, JPG and DAC lie between them. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  /** The first chunk (RFC 9649) says which of three forms it has. */
  private static Optional<PictureSize> ofWebp(ByteBuffer webp) {
    if (webp.limit() < WEBP_HEADER) {
      return Optional.empty();
    }
    return switch (webp.getInt(12)) {
      case VP8X -> positive((webp.getInt(24) & 0xFFFFFF) + 1, (webp.getInt(26) >>> 8) + 1);
      case VP8L -> {
        int bits = webp.getInt(21);
        yield positive((bits & 0x3FFF) + 1, (bits >>> 14 & 0x3FFF) + 1);
      }
      case VP8 -> positive(webp.getShort(26) & 0x3FFF, webp.getShort(28) & 0x3FFF);
      default -> Optional.empty();
    };
  }

  private static Optional<PictureSize> positive(int width, int height) {
    return width > 0 && height > 0 ? Optional.of(new PictureSize(width, height)) : Optional.empty();
  }
}
