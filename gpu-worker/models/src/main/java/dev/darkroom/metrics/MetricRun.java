package dev.darkroom.metrics;

import dev.darkroom.image.Rgb;
import dev.darkroom.metrics.Metric.Need;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A measurement in progress, told as steps of one batch of pictures each, so that progress, cancel
 * and time limits stand outside:
 *
 * <pre>{@code
 * MetricRun run = new MetricRun(request, nets);
 * while (run.step()) {
 *   progress.show(run.done(), run.total());
 * }
 * List<Score> scores = run.scores();
 * }</pre>
 *
 * <p>Pictures are read and let go batch by batch; only their features stay.
 */
public final class MetricRun {
  private static final int BATCH = 16;

  private final MetricRequest request;
  private final Nets nets;
  private final Deque<Pass> passes = new ArrayDeque<>();
  private final Map<Source, Features> features = new LinkedHashMap<>();
  private final int total;
  private int done;

  /**
   * The networks that are at hand, which stay their owner's.
   *
   * @param texts CLIP's features of texts
   */
  public record Nets(
      Optional<FeatureNet> clip,
      Optional<Function<List<String>, List<float[]>>> texts,
      Optional<FeatureNet> inception) {

    boolean has(Need need) {
      return switch (need) {
        case CLIP -> clip.isPresent() && texts.isPresent();
        case INCEPTION -> inception.isPresent();
        case AGAINST, PROMPTS -> true; // these are the request's
      };
    }

    /** The network whose features stand for pictures where a metric leaves it open. */
    FeatureNet any() {
      return inception.or(() -> clip).orElseThrow();
    }
  }

  /** One set of pictures through one network. */
  private record Source(FeatureNet net, boolean against) {}

  /** What is left of a source. */
  private static final class Pass {
    private final Source source;
    private final PictureSet pictures;
    private final List<float[]> rows = new ArrayList<>();

    Pass(Source source, PictureSet pictures) {
      this.source = source;
      this.pictures = pictures;
    }
  }

  /**
   * A run that has not begun.
   *
   * @throws IllegalArgumentException if a metric lacks something, naming it
   */
  public MetricRun(MetricRequest request, Nets nets) {
    this.request = request;
    this.nets = nets;
    request.metrics().forEach(this::require);
    for (Source source : sources()) {
      passes.add(new Pass(source, pictures(source)));
    }
    this.total = passes.stream().mapToInt(pass -> pass.pictures.count()).sum();
  }

  /**
   * Does the next batch.
   *
   * @return true while there are more to do
   * @throws IllegalStateException if all are done
   */
  public boolean step() {
    Pass pass = passes.peek();
    if (pass == null) {
      throw new IllegalStateException("all " + total + " pictures are done");
    }
    List<Rgb> batch = new ArrayList<>();
    int first = pass.rows.size();
    for (int i = first; i < Math.min(first + BATCH, pass.pictures.count()); i++) {
      batch.add(pass.pictures.picture(i));
    }
    pass.rows.addAll(pass.source.net().features().apply(batch));
    done += batch.size();
    if (pass.rows.size() == pass.pictures.count()) {
      features.put(pass.source, Features.of(pass.rows));
      passes.remove();
    }
    return !passes.isEmpty();
  }

  /** Pictures done so far; one that two networks look at counts twice. */
  public int done() {
    return done;
  }

  public int total() {
    return total;
  }

  /**
   * The numbers, in the order of {@link Metric}.
   *
   * @throws IllegalStateException before the last step
   */
  public List<Score> scores() {
    if (!passes.isEmpty()) {
      throw new IllegalStateException(done + " of " + total + " pictures are done");
    }
    List<Score> scores = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      if (request.metrics().contains(metric)) {
        scores.addAll(scores(metric));
      }
    }
    return scores;
  }

  private void require(Metric metric) {
    for (Need need : metric.needs()) {
      if (!request.has(need) || !nets.has(need)) {
        throw new IllegalArgumentException(metric.id() + " needs " + words(need));
      }
    }
    if (nets.clip().isEmpty() && nets.inception().isEmpty()) {
      throw new IllegalArgumentException(metric.id() + " needs a network: " + words(Need.CLIP));
    }
  }

  private static String words(Need need) {
    return switch (need) {
      case CLIP -> "a CLIP model with its tokenizer";
      case INCEPTION ->
          "the weights of TensorFlow's Inception (clip_fd is the same distance over CLIP)";
      case AGAINST -> "pictures to compare with";
      case PROMPTS -> "prompts: one for all pictures, or one a picture";
    };
  }

  private Set<Source> sources() {
    Set<Source> sources = new LinkedHashSet<>();
    for (Metric metric : Metric.values()) {
      if (request.metrics().contains(metric)) {
        sources.add(new Source(net(metric), false));
        if (metric.needs().contains(Need.AGAINST)) {
          sources.add(new Source(net(metric), true));
        }
      }
    }
    return sources;
  }

  private FeatureNet net(Metric metric) {
    return switch (metric) {
      case CLIP_SCORE, TEXT_SIMILARITY, IMAGE_SIMILARITY, CLIP_FD -> nets.clip().orElseThrow();
      case FID -> nets.inception().orElseThrow();
      case KID, PRECISION_RECALL -> nets.any();
    };
  }

  private PictureSet pictures(Source source) {
    return source.against() ? request.against().orElseThrow() : request.of();
  }

  private Features of(Metric metric) {
    return found(new Source(net(metric), false));
  }

  private Features against(Metric metric) {
    return found(new Source(net(metric), true));
  }

  private Features found(Source source) {
    return Objects.requireNonNull(features.get(source));
  }

  private List<Score> scores(Metric metric) {
    TextScores texts = new TextScores(request, nets.texts());
    String net = net(metric).name();
    return switch (metric) {
      case CLIP_SCORE -> List.of(texts.clipScore(of(metric), net));
      case TEXT_SIMILARITY -> texts.similarities(of(metric), net);
      case IMAGE_SIMILARITY -> SetScores.imageSimilarity(of(metric), against(metric), net);
      case CLIP_FD, FID -> SetScores.frechet(metric.id(), of(metric), against(metric), net);
      case KID -> SetScores.kid(of(metric), against(metric), request.kid(), net);
      case PRECISION_RECALL -> SetScores.precisionRecall(of(metric), against(metric), net);
    };
  }
}
