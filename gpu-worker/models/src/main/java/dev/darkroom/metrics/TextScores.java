package dev.darkroom.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;

/** Scores of pictures against what they are to show. */
record TextScores(MetricRequest request, Optional<Function<List<String>, List<float[]>>> encoder) {

  Score clipScore(Features pictures, String net) {
    Map<String, float[]> known = encoded(pictures.count());
    List<float[]> captions = new ArrayList<>();
    for (int i = 0; i < pictures.count(); i++) {
      captions.add(known.get(request.text(i)));
    }
    return Score.of(
        Metric.CLIP_SCORE.id(),
        Similarity.clipScore(pictures, Features.of(captions)),
        "mean of 100 · max(cosine, 0) of a picture and its prompt, features of " + net,
        pictures.count(),
        known.size());
  }

  /** Both published forms, each the mean over prompts. */
  List<Score> similarities(Features pictures, String net) {
    Map<String, float[]> texts = encoded(pictures.count());
    Map<String, List<float[]>> drawn = new LinkedHashMap<>();
    for (int i = 0; i < pictures.count(); i++) {
      drawn.computeIfAbsent(request.text(i), _ -> new ArrayList<>()).add(single(pictures.row(i)));
    }
    ToDoubleBiFunction<String, Similarity.TextForm> similarity =
        (text, form) ->
            Similarity.ofText(
                Features.of(drawn.getOrDefault(text, List.of())),
                Features.of(List.of(texts.get(text))),
                form);
    List<Score> scores = new ArrayList<>();
    for (Similarity.TextForm form : Similarity.TextForm.values()) {
      double mean =
          texts.keySet().stream()
              .mapToDouble(text -> similarity.applyAsDouble(text, form))
              .average()
              .orElseThrow();
      scores.add(
          Score.of(name(form), mean, definition(form) + net, pictures.count(), texts.size()));
    }
    return scores;
  }

  private static String name(Similarity.TextForm form) {
    return switch (form) {
      case MEAN_OF_COSINES -> Metric.TEXT_SIMILARITY.id();
      case MEAN_EMBEDDING -> Metric.TEXT_SIMILARITY.id() + "_mean_embedding";
    };
  }

  private static String definition(Similarity.TextForm form) {
    return switch (form) {
      case MEAN_OF_COSINES -> "mean cosine of pictures and their prompt, features of ";
      case MEAN_EMBEDDING ->
          "cosine of the mean direction of a prompt's pictures and the prompt, mean over prompts,"
              + " features of ";
    };
  }

  /** Every text once, with its features. */
  private Map<String, float[]> encoded(int pictures) {
    Map<String, float[]> known = new LinkedHashMap<>();
    for (int i = 0; i < pictures; i++) {
      known.putIfAbsent(request.text(i), new float[0]);
    }
    List<String> texts = List.copyOf(known.keySet());
    List<float[]> rows = encoder.orElseThrow().apply(texts);
    for (int t = 0; t < texts.size(); t++) {
      known.put(texts.get(t), rows.get(t));
    }
    return known;
  }

  private static float[] single(double[] row) {
    float[] single = new float[row.length];
    for (int j = 0; j < row.length; j++) {
      single[j] = (float) row[j];
    }
    return single;
  }
}
