package dev.darkroom.inversion;

import dev.darkroom.ldm.Denoising;
import dev.darkroom.ldm.LdmParts;
import dev.darkroom.ldm.Lexicon;
import dev.darkroom.ldm.PictureSizes;
import dev.darkroom.ldm.TextSide;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.model.InversionRequest.Descent;
import dev.darkroom.model.Size;
import dev.darkroom.nn.AdamW;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.F;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Init;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.TrainPlan;
import dev.darkroom.nn.Weights;
import dev.darkroom.training.RateSchedule;
import dev.darkroom.training.Task;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.TensorSource;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The optimisation of Textual Inversion (Gal et al. 2022, eq. 2): of everything in the model only
 * the new word's rows v move, to make the denoiser's error small on the pictures.
 */
public final class InversionTask implements Task {
  private static final String ROWS = "rows";
  private static final String SLOTS = "slots";

  /** Gradients are measured and never scaled: no norm is greater. */
  private static final double ANY_NORM = 1e30;

  private static final double F16_LOSS_SCALE = 1024;

  private final LdmParts parts;
  private final NewWord word;
  private final Settings settings;
  private final Draws draws;
  private final TextSide texts;
  private final UNet unet;
  private final List<Param> rows; // one an encoder
  private final TrainPlan plan;

  /**
   * How the rows move.
   *
   * @param side of the latents
   * @param factor picture pixels a latent pixel, on each side
   * @param regularisation weight of the distance to the first vectors; 0 for none
   * @param identity whose checkpoints these are
   */
  public record Settings(
      Descent descent,
      int side,
      int factor,
      double regularisation,
      RunConfig run,
      String identity) {}

  public InversionTask(LdmParts parts, NewWord word, Settings settings, Draws draws) {
    this.parts = parts;
    this.word = word;
    this.settings = settings;
    this.draws = draws;
    this.texts = TextSide.of(parts);
    this.unet = new UNet(Weights.root(), parts.unet().config());
    this.rows = rows(word);
    this.plan =
        TrainPlan.of(settings.run(), rows, settings.descent().weightDecay())
            .with(AdamW.usual())
            .withMaxGradientNorm(ANY_NORM)
            .withCheckpointing(settings.descent().checkpointing())
            .with(precision());
  }

  private static List<Param> rows(NewWord word) {
    Weights learned = Weights.root("word");
    List<Param> rows = new ArrayList<>();
    for (HostTensor initial : word.initial()) {
      String name = TextSide.input(ROWS, rows.size());
      rows.add(learned.param(name, Init.zeros(), initial.shape().dims())); // (K, D)
    }
    return List.copyOf(rows);
  }

  /** The text encoders and the rows stay F32; gradients that pass an F16 network are kept large. */
  private TrainPlan.Precision precision() {
    Set<Param> exact = new HashSet<>(texts.params());
    exact.addAll(rows);
    return new TrainPlan.Precision(exact, settings.run().dtype() == DType.F16 ? F16_LOSS_SCALE : 1);
  }

  @Override
  public String identity() {
    return settings.identity();
  }

  @Override
  public TrainPlan plan() {
    return plan;
  }

  /** The rows before the first step. */
  public Binding initial() {
    Map<String, HostTensor> initial = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      initial.put(rows.get(i).name(), word.initial().get(i));
    }
    return Binding.exact(TensorSource.of(initial, Map.of()));
  }

  @Override
  public Graph graph() {
    return Graph.trace("inversion", this::record);
  }

  private void record(Trace trace) {
    List<Sym> embedded = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Sym slots = trace.ids(TextSide.input(SLOTS, i), batch(), texts.length());
      embedded.add(texts.embedded(trace, i, batch(), F.embedding(trace.use(rows.get(i)), slots)));
    }
    Sym error = denoise(trace, texts.told(trace, embedded)).loss();
    trace.output("error", error);
    if (settings.regularisation() > 0) {
      Sym distance = distance(trace);
      trace.output("distance", distance);
      error = error.plus(distance.times(settings.regularisation()));
    }
    trace.output("loss", error);
  }

  /** How far the vectors went from where they began, over all encoders. */
  private Sym distance(Trace trace) {
    List<Sym> distances = new ArrayList<>();
    int n = word.vectors();
    for (int i = 0; i < rows.size(); i++) {
      Sym v = trace.use(rows.get(i)); // (K, D)
      int width = (int) v.dim(1);
      float[] first = Arrays.copyOf(word.initial().get(i).toFloats(), n * width);
      Sym away = v.narrow(0, 0, n).minus(trace.constant(first, n, width)); // (n, D)
      distances.add(away.matmul(away.transpose(0, 1)).mean());
    }
    return distances.stream().reduce(Sym::plus).orElseThrow();
  }

  /** The text encoders of this training. */
  public TextSide texts() {
    return texts;
  }

  /** The loss of texts from what the denoiser is told of them. */
  public Denoising denoise(Trace trace, TextSide.Told told) {
    Shape latents =
        Shape.of(batch(), parts.unet().config().inChannels(), settings.side(), settings.side());
    return Denoising.record(trace, unet, latents, told, parts.diffusion().prediction());
  }

  @Override
  public Binding frozen() {
    return Binding.partOf(parts.textsAndUnet());
  }

  @Override
  public List<String> reports() {
    return settings.regularisation() > 0 ? List.of("error", "distance") : List.of("error");
  }

  @Override
  public int parts() {
    return settings.descent().batch().accumulation();
  }

  @Override
  public Call feed(Call call, long part) {
    return feed(call, draws.draw(part), true);
  }

  /** As {@link #feed(Call, long)}; a graph whose learned rows are no parameter takes no slots. */
  public Call feed(Call call, List<Draw> draws, boolean slots) {
    int size = draws.getFirst().latent().size();
    FloatBuffer latents = FloatBuffer.allocate(batch() * size);
    FloatBuffer noise = FloatBuffer.allocate(batch() * size);
    for (Draw draw : draws) {
      draw.latent().write(latents);
      draw.noise().write(noise);
    }
    List<String> written = draws.stream().map(Draw::text).toList();
    for (int i = 0; slots && i < rows.size(); i++) {
      Lexicon lexicon = word.lexicons().get(i);
      call.in(TextSide.input(SLOTS, i), lexicon.slots(TextSide.ids(lexicon, written)));
    }
    texts.feedIds(call, word.lexicons(), written);
    texts.feedSizes(call, Collections.nCopies(batch(), sizes()));
    long[] times = draws.stream().mapToLong(Draw::time).toArray();
    return Denoising.feed(call, parts.diffusion().noise(), latents.array(), noise.array(), times);
  }

  /** Every picture is told to be whole at the training's resolution, as diffusers does. */
  private PictureSizes sizes() {
    int side = settings.side() * settings.factor();
    return PictureSizes.whole(new Size(side, side));
  }

  @Override
  public RateSchedule schedule() {
    Descent descent = settings.descent();
    double pictures = (double) descent.batch().size() * descent.batch().accumulation();
    double base = descent.rate().base() * (descent.rate().scaled() ? pictures : 1);
    return descent.rate().curve().over(base, descent.rate().warmup(), descent.steps());
  }

  private int batch() {
    return settings.descent().batch().size();
  }

  /** The rows of a training as they are now, a table an encoder. */
  public List<HostTensor> rows(Map<String, HostTensor> weights) { // (K, D)
    return rows.stream().map(row -> Objects.requireNonNull(weights.get(row.name()))).toList();
  }
}
