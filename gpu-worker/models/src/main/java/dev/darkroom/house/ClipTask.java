package dev.darkroom.house;

import dev.darkroom.clip.Clip;
import dev.darkroom.clip.ClipConfig;
import dev.darkroom.clip.PictureInput;
import dev.darkroom.image.Rgb;
import dev.darkroom.nn.AdamW;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.F;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.TrainPlan;
import dev.darkroom.nn.Weights;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.training.StepRandom;
import dev.darkroom.training.Task;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.world.Ask;
import dev.darkroom.world.Grammar;
import dev.darkroom.world.WorldPainter;
import java.util.ArrayList;
import java.util.List;

/**
 * Teaches that a picture belongs to its caption (Radford et al. 2021, section 2.3), with a text
 * tower that reads already, so that only its projection turns towards the pictures: cross entropy
 * of the scaled cosines, over the captions of a picture and over the pictures of a caption. A batch
 * is made of {@link NearPairs}, and a caption that happens to fit another picture of the batch
 * counts neither for nor against it. Beside it stand heads that read each attribute from the
 * features, thrown away after the training: with them it takes far fewer steps.
 */
final class ClipTask implements Task {
  private static final int SIDE = WorldPainter.SIDE;

  /** Tokens of the longest caption with its begin and end; what follows is padding. */
  private static final int LONGEST_CAPTION = Grammar.MAX_CAPTION_TOKENS + 2;

  /** Cosines are scaled by at most this, as in the paper. */
  private static final double MAX_SCALE = 100;

  /** Added to what must not count. */
  private static final float FAR = -1e4f;

  /**
   * Largest deviation of the noise on a picture, of values that are 0 to 1: pictures that a model
   * drew are never as clean as the painter's.
   */
  private static final double MAX_NOISE = 0.06;

  /**
   * After colours are known, and until places and shapes are, only shapes lighter than their
   * backgrounds are shown: where a shape stands and how it runs is a sum over its pixels, whose
   * sign would otherwise change with the colours, and the sum would long be learned by nobody.
   */
  private static final long LIGHTER_FROM = 800;

  private static final long LIGHTER_UNTIL = 1_400;

  private final Clip clip;
  private final ClipConfig config;
  private final AttributeHeads imageHeads, textHeads;
  private final Tokenizer tokenizer;
  private final PictureInput input;
  private final TensorSource text;
  private final List<Param> params;
  private final TrainPlan plan;
  private final Schedule schedule;
  private final NearPairs pairs;
  private final int groups;

  /**
   * What a house CLIP is.
   *
   * @param text weights of the text tower, which can read already and is not trained any more
   */
  record Parts(ClipConfig config, Tokenizer tokenizer, PictureInput input, TensorSource text) {}

  /**
   * @param groups of {@link NearPairs} in a batch
   */
  ClipTask(Parts parts, RunConfig run, Schedule schedule, long seed, int groups) {
    this.config = parts.config();
    this.tokenizer = parts.tokenizer();
    this.input = parts.input();
    this.text = parts.text();
    Weights root = Weights.root();
    clip = new Clip(root, config);
    imageHeads = new AttributeHeads(root.at("heads.image"), config.projection());
    textHeads = new AttributeHeads(root.at("heads.text"), config.projection());
    params = root.params().stream().filter(p -> !isText(p.name())).toList();
    plan =
        TrainPlan.of(run, params, 1e-2)
            .with(new AdamW(0.9, 0.99, 1e-8))
            .withMaxGradientNorm(1)
            .withEma();
    this.schedule = schedule;
    this.pairs = new NearPairs(seed);
    this.groups = groups;
  }

  /** Everything that is trained: the rest of the model and the heads that are left behind. */
  List<Param> params() {
    return params;
  }

  /** Whether a weight that is trained belongs to the model. */
  static boolean kept(String weight) {
    return !weight.startsWith("heads.");
  }

  private static boolean isText(String weight) {
    return weight.startsWith("text_model.");
  }

  @Override
  public TrainPlan plan() {
    return plan;
  }

  @Override
  public Graph graph() {
    return Graph.trace("clip", this::record);
  }

  private void record(Trace trace) {
    int b = batch();
    Sym x = trace.input("x", b, 3, SIDE, SIDE);
    Sym images = clip.imageFeatures(x); // (B, E)
    Sym ids = trace.ids("ids", b, tokenizer.maxLength()).narrow(1, 0, LONGEST_CAPTION);
    Sym texts = clip.textFeatures(ids, trace.ids("rows", b)); // (B, E)
    Sym i = Clip.normalised(images.to(DType.F32));
    Sym t = Clip.normalised(texts.to(DType.F32));
    Sym scale = clip.scale(x).to(DType.F32).clamp(0, MAX_SCALE);
    Sym logits =
        i.matmul(t.transpose(0, 1)).times(scale).plus(trace.exactInput("others", b, b)); // (B, B)
    Sym own = trace.ids("own", b);
    Sym contrast =
        F.crossEntropy(logits, own).plus(F.crossEntropy(logits.transpose(0, 1), own)).times(0.5);
    Sym seen = imageHeads.loss(images, "seen");
    Sym read = textHeads.loss(texts, "read");
    trace.output("loss", contrast.plus(seen).plus(read));
    trace.output("contrast", contrast);
    trace.output("seen", seen);
    trace.output("read", read);
    trace.output("scale", scale);
  }

  @Override
  public Binding frozen() {
    return Binding.exact(text);
  }

  @Override
  public List<String> reports() {
    return List.of("contrast", "seen", "read", "scale");
  }

  @Override
  public Call feed(Call call, long step) {
    List<NearPairs.Pair> batch = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      batch.addAll(pairs.group(step * groups + g, isLighterOnly(step)));
    }
    Captions captions = new Captions(tokenizer, batch.size());
    long[] own = new long[batch.size()];
    for (int b = 0; b < batch.size(); b++) {
      captions.set(b, batch.get(b).caption());
      own[b] = b;
    }
    long[] ids = captions.ids();
    imageHeads.feed(call, "seen", batch.stream().map(p -> Ask.of(p.scene())).toList());
    textHeads.feed(call, "read", batch.stream().map(NearPairs.Pair::ask).toList());
    return call.in("x", pictures(batch, StepRandom.of(pairs.seed(), step)))
        .in("ids", ids)
        .in("rows", config.text().pooledRows(ids, tokenizer.maxLength()))
        .in("own", own)
        .in("others", others(batch));
  }

  private static boolean isLighterOnly(long step) {
    return step >= LIGHTER_FROM && step < LIGHTER_UNTIL;
  }

  private float[] pictures(List<NearPairs.Pair> batch, TorchRandom random) { // (B, 3, H, W)
    int size = 3 * SIDE * SIDE;
    float[] x = new float[batch.size() * size];
    float[] noise = random.randn(x.length);
    float[] deviations = random.rand(batch.size());
    for (int b = 0; b < batch.size(); b++) {
      input.write(Rgb.ofPixels(SIDE, SIDE, batch.get(b).pixels()), x, b * size);
      for (int p = 0; p < size; p++) {
        int channel = p / (SIDE * SIDE);
        x[b * size + p] +=
            (float)
                (noise[b * size + p] * deviations[b] * MAX_NOISE / input.deviations().get(channel));
      }
    }
    return x;
  }

  /** What keeps captions out that fit a picture though they are another's: (picture, caption). */
  private static float[] others(List<NearPairs.Pair> batch) {
    int n = batch.size();
    float[] far = new float[n * n];
    for (int picture = 0; picture < n; picture++) {
      for (int caption = 0; caption < n; caption++) {
        if (picture != caption && batch.get(caption).ask().isMetBy(batch.get(picture).scene())) {
          far[picture * n + caption] = FAR;
        }
      }
    }
    return far;
  }

  private int batch() {
    return groups * NearPairs.GROUP;
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public double emaDecay(long step) {
    return Math.min(0.998, (1.0 + step) / (10 + step));
  }
}
