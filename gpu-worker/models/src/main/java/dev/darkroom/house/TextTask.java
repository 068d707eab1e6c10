package dev.darkroom.house;

import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.nn.AdamW;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.F;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.TrainPlan;
import dev.darkroom.nn.Weights;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.training.Task;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.world.Ask;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.CaptionParser;
import dev.darkroom.world.WorldSampler;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Teaches the text encoder to read before the denoiser looks at it, as CLIP's was taught before
 * Stable Diffusion: from the end of text on, every hidden state must tell each attribute that the
 * caption names, or that it names none.
 */
final class TextTask implements Task {
  /** What {@code cross_entropy_loss} leaves out. */
  private static final long IGNORED = -100;

  /** One caption in so many is empty, so that the unconditional one is known too. */
  private static final int EMPTY_EVERY = 20;

  private final ClipTextEncoder encoder;
  private final Map<Attribute, Linear> heads = new EnumMap<>(Attribute.class);
  private final Tokenizer tokenizer;
  private final TrainPlan plan;
  private final Schedule schedule;
  private final WorldSampler world;
  private final int batch;

  TextTask(
      TextConfig config,
      Tokenizer tokenizer,
      RunConfig run,
      Schedule schedule,
      long seed,
      int batch) {
    this.tokenizer = tokenizer;
    Weights root = Weights.root();
    encoder = new ClipTextEncoder(root, config);
    for (Attribute attribute : Attribute.values()) {
      heads.put(
          attribute,
          Linear.of(
              root.at("heads").at(attribute.name()),
              config.width(),
              attribute.terms().size() + 1L));
    }
    plan =
        TrainPlan.of(run, root.params(), 1e-2)
            .with(new AdamW(0.9, 0.99, 1e-8))
            .withMaxGradientNorm(1)
            .withEma();
    this.schedule = schedule;
    this.world = new WorldSampler(seed);
    this.batch = batch;
  }

  /** Everything that is trained: the encoder and the heads that are left behind. */
  List<Param> params() {
    return plan.groups().getFirst().params();
  }

  /** Whether a weight belongs to the encoder, which is what is kept. */
  static boolean kept(String weight) {
    return weight.startsWith("text_model.");
  }

  @Override
  public TrainPlan plan() {
    return plan;
  }

  @Override
  public Graph graph() {
    return Graph.trace("captions", this::record);
  }

  private void record(Trace trace) {
    int n = tokenizer.maxLength();
    Sym states =
        encoder.normalised(encoder.hiddenStates(trace.ids("ids", batch, n)).getLast()); // (B, N, D)
    Sym rows = states.reshape((long) batch * n, -1); // (B N, D)
    Sym loss = null;
    for (Attribute attribute : Attribute.values()) {
      Linear head = Objects.requireNonNull(heads.get(attribute));
      Sym error =
          F.crossEntropy(head.forward(rows), trace.ids(attribute.words(), (long) batch * n));
      trace.output("error_" + attribute.words(), error);
      loss = loss == null ? error : loss.plus(error);
    }
    trace.output("loss", Objects.requireNonNull(loss));
  }

  @Override
  public Binding frozen() {
    return Binding.exact(TensorSource.of(Map.of(), Map.of()));
  }

  @Override
  public List<String> reports() {
    return Arrays.stream(Attribute.values()).map(a -> "error_" + a.words()).toList();
  }

  @Override
  public Call feed(Call call, long step) {
    int n = tokenizer.maxLength();
    Captions captions = new Captions(tokenizer, batch);
    Map<Attribute, long[]> classes = new EnumMap<>(Attribute.class);
    for (Attribute attribute : Attribute.values()) {
      long[] none = new long[batch * n];
      Arrays.fill(none, IGNORED);
      classes.put(attribute, none);
    }
    for (int b = 0; b < batch; b++) {
      boolean empty = b % EMPTY_EVERY == 0;
      String caption = empty ? "" : world.training(step * batch + b).caption();
      captions.set(b, caption);
      Optional<Ask> ask = empty ? Optional.empty() : Optional.of(CaptionParser.parse(caption));
      for (Attribute attribute : Attribute.values()) {
        long wanted =
            ask.map(asked -> AttributeHeads.classOf(attribute, asked))
                .orElse((long) attribute.terms().size());
        Arrays.fill(classes.get(attribute), b * n + captions.end(b), (b + 1) * n, wanted);
      }
    }
    call.in("ids", captions.ids());
    classes.forEach((attribute, values) -> call.in(attribute.words(), values));
    return call;
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public double emaDecay(long step) {
    return Math.min(0.99, (1.0 + step) / (10 + step));
  }
}
