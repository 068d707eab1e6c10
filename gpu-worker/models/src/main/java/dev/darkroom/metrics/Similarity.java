package dev.darkroom.metrics;

/** Cosines between features of pictures and texts, of any length. */
public final class Similarity {
  private static final double SCALE = 100;

  private Similarity() {}

  /** How several pictures are brought to one number against one text. */
  public enum TextForm {
    /** The mean of the pictures' cosines, as the code of Textual Inversion computes it. */
    MEAN_OF_COSINES,
    /** The cosine of the pictures' mean direction, as its paper describes it. */
    MEAN_EMBEDDING
  }

  /**
   * Image similarity (Gal et al. 2022, section 5): the mean cosine over all pairs of a drawn and a
   * given picture.
   */
  public static double ofPictures(Features drawn, Features given) {
    Features.requireSameWidth(drawn, given);
    return Vectors.dot(Vectors.mean(drawn.directions()), Vectors.mean(given.directions()));
  }

  /**
   * Text similarity (Gal et al. 2022, section 5): how well pictures fit what their prompt says
   * beside the learned word.
   *
   * @param text features of one text
   */
  public static double ofText(Features drawn, Features text, TextForm form) {
    requireTexts(text, 1);
    double[] direction = text.directions()[0];
    double[] mean = Vectors.mean(drawn.directions());
    return switch (form) {
      case MEAN_OF_COSINES -> Vectors.dot(mean, direction);
      case MEAN_EMBEDDING -> Vectors.dot(Vectors.direction(mean), direction);
    };
  }

  /**
   * CLIP score (Hessel et al. 2021): the mean of 100 · max(cosine, 0) over pictures and their own
   * captions.
   *
   * @param captions a text a picture, in the same order
   */
  public static double clipScore(Features pictures, Features captions) {
    requireTexts(captions, pictures.count());
    Features.requireSameWidth(pictures, captions);
    double[][] x = pictures.directions();
    double[][] t = captions.directions();
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += SCALE * Math.max(Vectors.dot(x[i], t[i]), 0);
    }
    return sum / x.length;
  }

  private static void requireTexts(Features texts, int count) {
    if (texts.count() != count) {
      throw new IllegalArgumentException(
          texts.count() + " texts, where " + count + " are needed: one a picture");
    }
  }
}
