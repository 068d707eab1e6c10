package dev.darkroom.worker.train;

import dev.darkroom.clip.ClipModel;
import dev.darkroom.image.Rgb;
import dev.darkroom.metrics.Features;
import dev.darkroom.metrics.Similarity;
import java.util.List;
import java.util.Map;

/**
 * Scores samples as the paper of Textual Inversion does (Gal et al. 2022, section 5): how like the
 * given pictures are those of the word alone, and how well those of other prompts fit what they say
 * beside the word. The first prompt is the one of the word alone; where there is no other, it
 * counts for both.
 */
final class Eyes {
  static final String IMAGE_SIMILARITY = "image_similarity";
  static final String TEXT_SIMILARITY = "text_similarity";

  private final ClipModel clip;
  private final Features given;
  private final List<Features> texts;

  /**
   * @param pictures what the word was learned from
   * @param prompts of the samples
   * @param placeholder is cut out of prompts: CLIP does not know it
   */
  Eyes(ClipModel clip, List<Rgb> pictures, List<String> prompts, String placeholder) {
    this.clip = clip;
    this.given = Features.of(clip.pictures(pictures));
    this.texts =
        clip
            .texts(prompts.stream().map(prompt -> prompt.replace(placeholder, "")).toList())
            .stream()
            .map(text -> Features.of(List.of(text)))
            .toList();
  }

  /**
   * The scores of a saving.
   *
   * @param rows a row a prompt
   */
  Map<String, Double> scores(List<List<Rgb>> rows) {
    List<Features> drawn = rows.stream().map(row -> Features.of(clip.pictures(row))).toList();
    int first = Math.min(1, rows.size() - 1);
    double text = 0;
    for (int i = first; i < rows.size(); i++) {
      text += Similarity.ofText(drawn.get(i), texts.get(i), Similarity.TextForm.MEAN_OF_COSINES);
    }
    return Map.of(
        IMAGE_SIMILARITY,
        Similarity.ofPictures(drawn.getFirst(), given),
        TEXT_SIMILARITY,
        text / (rows.size() - first));
  }
}
