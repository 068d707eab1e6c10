package dev.darkroom.embedding;

import dev.darkroom.embedding.EmbeddingReader.Found;
import dev.darkroom.image.ImageException;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.weights.WeightsException.Code;
import java.util.Base64;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Embeddings inside pictures, as A1111 shares them: as a text of the file, and once more in the
 * pixels themselves, which survives where texts are stripped.
 */
final class PngEmbedding {
  private static final String KEYWORD = "sd-ti-embedding";

  private PngEmbedding() {}

  /** Reads either form, the text first. */
  static Found read(byte[] file) {
    try {
      String text = Png.texts(file, ImageLimits.DEFAULT).get(KEYWORD);
      if (text != null) {
        return EmbeddingJson.read(decoded(text));
      }
      Optional<byte[]> hidden = PixelData.extract(Png.decode(file, ImageLimits.DEFAULT));
      return EmbeddingJson.read(
          hidden.orElseThrow(() ->
              EmbeddingReader.invalid(
                  "the picture holds no embedding, neither as a text '"
                      + KEYWORD
                      + "' nor in its pixels")));
    } catch (ImageException e) {
      throw new WeightsException(Code.FORMAT_UNKNOWN, String.valueOf(e.getMessage()), e);
    }
  }

  /** The picture with the word in both forms. */
  static byte[] write(LearnedWord word, Rgb picture) {
    byte[] json = EmbeddingJson.write(word);
    var texts = new TreeMap<String, String>();
    texts.put(KEYWORD, Base64.getEncoder().encodeToString(json));
    return Png.encode(PixelData.insert(picture, json), texts);
  }

  private static byte[] decoded(String text) {
    if (text.length() > EmbeddingJson.MAX_BYTES) {
      throw new WeightsException(
          Code.LIMIT_EXCEEDED,
          "the picture's embedding has %d characters: at most %d are read"
              .formatted(text.length(), EmbeddingJson.MAX_BYTES));
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw EmbeddingReader.invalid("the picture's text '" + KEYWORD + "' is no base64");
    }
  }
}
