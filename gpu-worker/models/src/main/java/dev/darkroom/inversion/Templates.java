package dev.darkroom.inversion;

import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.InversionRequest.Prompts;
import java.util.List;
import java.util.stream.Stream;

/**
 * The neutral texts under which a word is learned (Gal et al. 2022, supplement; as diffusers has
 * them).
 */
final class Templates {
  private static final String BLANK = InversionRequest.BLANK;

  static final List<String> OBJECT =
      Stream.of(
              "a photo of a",
              "a rendering of a",
              "a cropped photo of the",
              "the photo of a",
              "a photo of a clean",
              "a photo of a dirty",
              "a dark photo of the",
              "a photo of my",
              "a photo of the cool",
              "a close-up photo of a",
              "a bright photo of the",
              "a cropped photo of a",
              "a photo of the",
              "a good photo of the",
              "a photo of one",
              "a close-up photo of the",
              "a rendition of the",
              "a photo of the clean",
              "a rendition of a",
              "a photo of a nice",
              "a good photo of a",
              "a photo of the nice",
              "a photo of the small",
              "a photo of the weird",
              "a photo of the large",
              "a photo of a cool",
              "a photo of a small")
          .map(text -> text + " " + BLANK)
          .toList();

  static final List<String> STYLE =
      Stream.of(
              "a painting",
              "a rendering",
              "a cropped painting",
              "the painting",
              "a clean painting",
              "a dirty painting",
              "a dark painting",
              "a picture",
              "a cool painting",
              "a close-up painting",
              "a bright painting",
              "a cropped painting",
              "a good painting",
              "a close-up painting",
              "a rendition",
              "a nice painting",
              "a small painting",
              "a weird painting",
              "a large painting")
          .map(text -> text + " in the style of " + BLANK)
          .toList();

  private Templates() {}

  /** The texts for a picture with this caption, each with a blank for the word. */
  static List<String> of(Prompts prompts, InversionRequest.Example example) {
    return switch (prompts) {
      case OBJECT -> OBJECT;
      case STYLE -> STYLE;
      case CAPTIONS -> List.of(example.caption().orElse(BLANK));
      case BARE -> List.of(BLANK);
    };
  }
}
