package dev.darkroom.worker.train;

import dev.darkroom.clip.ClipModel;
import dev.darkroom.image.Rgb;
import dev.darkroom.metrics.Features;
import dev.darkroom.metrics.Similarity;
import java.util.List;
import java.util.Map;

/**
 * Scores samples as the paper of Textual Inversion does (Gal et al. 2022, section 5): how like the
 * given pictures they are, and how well they fit what the prompt says beside the word.
 */
final class Judge {
  static final String IMAGE_SIMILARITY = "image_similarity";
  static final String TEXT_SIMILARITY = "text_similarity";

  private final ClipModel clip;
  private final String placeholder;
  private final Features given;

  /**
   * @param placeholder is left out of prompts: CLIP does not know it
   * @param pictures what the word was learned from
   */
  Judge(ClipModel clip, String placeholder, List<Rgb> pictures) {
    this.clip = clip;
    this.placeholder = placeholder;
    this.given = Features.of(clip.pictures(pictures));
  }

  /**
   * The scores of a saving.
   *
   * @param rows a row a prompt
   */
  Map<String, Double> scores(List<String> prompts, List<List<Rgb>> rows) {
    double image = 0;
    double text = 0;
    for (int i = 0; i < rows.size(); i++) {
      Features drawn = Features.of(clip.pictures(rows.get(i)));
      Features said = Features.of(clip.texts(List.of(prompts.get(i).replace(placeholder, ""))));
      image += Similarity.ofPictures(drawn, given);
      text += Similarity.ofText(drawn, said, Similarity.TextForm.MEAN_OF_COSINES);
    }
    return Map.of(IMAGE_SIMILARITY, image / rows.size(), TEXT_SIMILARITY, text / rows.size());
  }
}
