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
import dev.darkroom.nn.InitialWeights;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.TrainPlan;
import dev.darkroom.nn.Weights;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.text.ClipTokenizer;
import dev.darkroom.training.StepRandom;
import dev.darkroom.training.Task;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.world.Ask;
import dev.darkroom.world.Grammar;
import dev.darkroom.world.WorldPainter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Teaches both towers that a picture belongs to its caption (Radford et al. 2021, section 2.3):
 * cross entropy of the scaled cosines, over the captions of a picture and over the pictures of a
 * caption. A batch is made of {@link NearPairs}, and a caption that happens to fit another picture
 * of the batch counts neither for nor against it. Beside it stand heads that read each attribute
 * from the features, thrown away after the training: with them it takes far fewer steps.
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

  private static final double WEIGHT_DECAY = 1e-2;

  /** The text tower can read already, and only turns towards the pictures. */
  private static final double TEXT_RATE = 0.1;

  private final Clip clip;
  private final ClipConfig config;
  private final AttributeHeads imageHeads, textHeads;
  private final ClipTokenizer tokenizer;
  private final PictureInput input;
  private final List<Param> params;
  private final TrainPlan plan;
  private final Schedule schedule;
  private final NearPairs pairs;
  private final int groups;

  /** What a house CLIP is. */
  record Parts(ClipConfig config, ClipTokenizer tokenizer, PictureInput input) {}

  /**
   * @param groups of {@link NearPairs} in a batch
   */
  ClipTask(Parts parts, RunConfig run, Schedule schedule, long seed, int groups) {
    this.config = parts.config();
    this.tokenizer = parts.tokenizer();
    this.input = parts.input();
    Weights root = Weights.root();
    clip = new Clip(root, config);
    imageHeads = new AttributeHeads(root.at("heads.image"), config.projection());
    textHeads = new AttributeHeads(root.at("heads.text"), config.projection());
    List<Param> reading = root.at("text_model").params();
    List<Param> others = new ArrayList<>(root.params());
    others.removeAll(reading);
    params = root.params();
    plan =
        new TrainPlan(
            run,
            List.of(
                new TrainPlan.Group(others, 1, WEIGHT_DECAY),
                new TrainPlan.Group(reading, TEXT_RATE, WEIGHT_DECAY)),
            new AdamW(0.9, 0.99, 1e-8),
            OptionalDouble.of(1),
            true);
    this.schedule = schedule;
    this.pairs = new NearPairs(seed);
    this.groups = groups;
  }

  /** Everything that is trained: the model and the heads that are left behind. */
  List<Param> params() {
    return params;
  }

  /**
   * What a training begins with: the weights at hand, and fresh ones for all others.
   *
   * @param atHand those of the text tower, or of the whole model
   */
  TensorSource initial(TensorSource atHand, long seed) {
    TensorSource fresh = new InitialWeights(params, seed);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (String name : fresh.names()) {
      tensors.put(name, (atHand.has(name) ? atHand : fresh).get(name));
    }
    return TensorSource.of(tensors, Map.of());
  }

  /** Whether a weight belongs to the model. */
  static boolean kept(String weight) {
    return !weight.startsWith("heads.");
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
    return Binding.exact(TensorSource.of(Map.of(), Map.of()));
  }

  @Override
  public List<String> reports() {
    return List.of("contrast", "seen", "read", "scale");
  }

  @Override
  public Call feed(Call call, long step) {
    List<NearPairs.Pair> batch = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      batch.addAll(pairs.group(step * groups + g));
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
