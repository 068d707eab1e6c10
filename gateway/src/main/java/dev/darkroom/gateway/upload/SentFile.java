package dev.darkroom.gateway.upload;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import java.util.Optional;

/**
 * A file that a client sent.
 *
 * @param bytes not copied
 * @param caption what it shows, where it came with a text
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SentFile(String name, byte[] bytes, Optional<String> caption) {

  /**
   * The same, fit to be kept: a picture's metadata taken out, an archive's pictures' too. Whatever
   * is kept is asked for so.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException VALUE_OUT_OF_RANGE of a picture that
   *     would have too many pixels, told by its header: nothing is decoded; INVALID_FILE of an
   *     archive that cannot be unpacked
   */
  SentFile checked() {
    if (type() == FileType.ZIP) {
      return new SentFile(name, Archive.checked(bytes), caption);
    }
    Optional<PictureSize> size = PictureSize.of(bytes);
    if (size.isPresent() && !size.get().fits()) {
      throw Problem.of(
              ProblemCode.VALUE_OUT_OF_RANGE,
              "file",
              "%s has %dx%d pixels: send at most %d a side and %d in all"
                  .formatted(
                      name,
                      size.get().width(),
                      size.get().height(),
                      PictureSize.MAX_SIDE,
                      PictureSize.MAX_PIXELS))
          .exception();
    }
    return new SentFile(name, PictureMetadata.without(bytes), caption);
  }

  /** What it is, by its first bytes. */
  public FileType type() {
    return FileType.of(bytes);
  }
}
