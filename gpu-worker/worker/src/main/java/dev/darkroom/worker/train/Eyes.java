package dev.darkroom.worker.train;

import dev.darkroom.clip.ClipModel;
import dev.darkroom.image.Rgb;
import dev.darkroom.metrics.Features;
import dev.darkroom.metrics.Similarity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
  private final String placeholder;
  private final Features given;
  private final List<Features> texts;

  /**
   * @param pictures what the word was learned from
   * @param prompts of the samples
   * @param placeholder is cut out of prompts: CLIP does not know it
   */
  Eyes(ClipModel clip, List<Rgb> pictures, List<String> prompts, String placeholder) {
    this.clip = clip;
    this.placeholder = placeholder;
    this.given = Features.of(clip.pictures(pictures));
    this.texts =
        clip
            .texts(prompts.stream().map(prompt -> prompt.replace(placeholder, "")).toList())
            .stream()
            .map(text -> Features.of(List.of(text)))
            .toList();
  }

  /** What is cut out of prompts; empty for nothing. */
  String placeholder() {
    return placeholder;
  }

  /**
   * The study's two references, between which a word's scores are to be read: the given pictures
   * taken for drawn ones, and pictures of prompts without the word.
   *
   * @param unsaid a row a prompt, drawn without the word
   */
  Map<String, Double> references(List<List<Rgb>> unsaid) {
    Map<String, Double> references = new TreeMap<>();
    int n = given.count();
    if (n > 1) { // every picture is wholly like itself, which tells nothing
      double all = Similarity.ofPictures(given, given);
      references.put("image_only_" + IMAGE_SIMILARITY, (all * n - 1) / (n - 1));
    }
    references.put("image_only_" + TEXT_SIMILARITY, fit(texts.stream().map(_ -> given).toList()));
    scores(unsaid).forEach((name, value) -> references.put("prompt_only_" + name, value));
    return references;
  }

  /**
   * The scores of a saving.
   *
   * @param rows a row a prompt
   */
  Map<String, Double> scores(List<List<Rgb>> rows) {
    List<Features> drawn = rows.stream().map(row -> Features.of(clip.pictures(row))).toList();
    return Map.of(
        IMAGE_SIMILARITY,
        Similarity.ofPictures(drawn.getFirst(), given),
        TEXT_SIMILARITY,
        fit(drawn));
  }

  /** Of the pictures of every prompt but the first, where there is another. */
  private double fit(List<Features> drawn) {
    int first = Math.min(1, drawn.size() - 1);
    double sum = 0;
    for (int i = first; i < drawn.size(); i++) {
      sum += Similarity.ofText(drawn.get(i), texts.get(i), Similarity.TextForm.MEAN_OF_COSINES);
    }
    return sum / (drawn.size() - first);
  }
}
