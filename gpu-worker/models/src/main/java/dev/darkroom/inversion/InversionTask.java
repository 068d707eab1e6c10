package dev.darkroom.inversion;

import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.ldm.Denoising;
import dev.darkroom.ldm.LdmParts;
import dev.darkroom.ldm.Lexicon;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.model.InversionRequest.Descent;
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
import java.nio.LongBuffer;
import java.util.Arrays;
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
  static final String ROWS = "word.rows";

  /** Gradients are measured and never scaled: no norm is greater. */
  private static final double ANY_NORM = 1e30;

  private static final double F16_LOSS_SCALE = 1024;

  private final LdmParts parts;
  private final NewWord word;
  private final Settings settings;
  private final Draws draws;
  private final ClipTextEncoder encoder;
  private final UNet unet;
  private final Param rows;
  private final TrainPlan plan;

  /**
   * How the rows move.
   *
   * @param side of the latents
   * @param regularisation weight of the distance to the first vectors; 0 for none
   * @param identity whose checkpoints these are
   */
  public record Settings(
      Descent descent, int side, double regularisation, RunConfig run, String identity) {}

  public InversionTask(LdmParts parts, NewWord word, Settings settings, Draws draws) {
    this.parts = parts;
    this.word = word;
    this.settings = settings;
    this.draws = draws;
    this.encoder = new ClipTextEncoder(Weights.root(), parts.text().config());
    this.unet = new UNet(Weights.root(), parts.unet().config());
    this.rows = Weights.root("word").param("rows", Init.zeros(), word.rows(), word.width());
    this.plan =
        TrainPlan.of(settings.run(), List.of(rows), settings.descent().weightDecay())
            .with(AdamW.usual())
            .withMaxGradientNorm(ANY_NORM)
            .withCheckpointing(settings.descent().checkpointing())
            .with(precision());
  }

  /** The text encoder and the rows stay F32; gradients that pass an F16 network are kept large. */
  private TrainPlan.Precision precision() {
    Set<Param> exact = new HashSet<>(encoder.params());
    exact.add(rows);
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
    return Binding.exact(TensorSource.of(Map.of(ROWS, word.initial()), Map.of()));
  }

  @Override
  public Graph graph() {
    return Graph.trace("inversion", this::record);
  }

  private void record(Trace trace) {
    Sym v = trace.use(rows); // (K, D)
    Sym learned = F.embedding(v, trace.ids("slots", batch(), length()));
    Denoising denoising = denoise(trace, embedded(trace, learned));
    Sym error = denoising.loss();
    trace.output("error", error);
    if (settings.regularisation() > 0) {
      Sym away = v.narrow(0, 0, word.vectors()).minus(firstVectors(trace)); // (n, D)
      Sym distance = away.matmul(away.transpose(0, 1)).mean();
      trace.output("distance", distance);
      error = error.plus(distance.times(settings.regularisation()));
    }
    trace.output("loss", error);
  }

  /** The token rows of the texts, those of learned tokens from elsewhere. */
  public Sym embedded(Trace trace, Sym learned) { // (B, N, D)
    Sym known = encoder.embedded(trace.ids("known", batch(), length()));
    return trace.ids("given", batch(), length(), 1).gt(0).where(learned, known);
  }

  /** The loss of texts from their token rows on. */
  public Denoising denoise(Trace trace, Sym embedded) { // (B, N, D)
    Sym context = context(embedded);
    Shape latents =
        Shape.of(batch(), parts.unet().config().inChannels(), settings.side(), settings.side());
    return Denoising.record(
        trace, unet, latents, context.toRunDtype(), parts.diffusion().prediction());
  }

  /** c_θ(y), from the texts' token rows. */
  public Sym context(Sym embedded) { // (B, N, D)
    return encoder.normalised(encoder.hiddenStatesOf(embedded).getLast());
  }

  private Sym firstVectors(Trace trace) {
    int n = word.vectors();
    float[] first = Arrays.copyOf(word.initial().toFloats(), n * word.width());
    return trace.constant(first, n, word.width());
  }

  @Override
  public Binding frozen() {
    return Binding.partOf(parts.textAndUnet());
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
    Lexicon lexicon = word.lexicon();
    int size = draws.getFirst().latent().size();
    LongBuffer texts = LongBuffer.allocate(batch() * length());
    FloatBuffer latents = FloatBuffer.allocate(batch() * size);
    FloatBuffer noise = FloatBuffer.allocate(batch() * size);
    for (Draw draw : draws) {
      texts.put(lexicon.tokenizer().encode(draw.text()).toLongs());
      draw.latent().write(latents);
      draw.noise().write(noise);
    }
    long[] ids = texts.array();
    if (slots) {
      call.in("slots", lexicon.slots(ids));
    }
    call.in("known", lexicon.known(ids)).in("given", lexicon.given(ids));
    long[] times = draws.stream().mapToLong(Draw::time).toArray();
    return Denoising.feed(call, parts.diffusion().noise(), latents.array(), noise.array(), times);
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

  private int length() {
    return parts.tokenizer().maxLength();
  }

  /** The rows of a training as they are now. */
  public static HostTensor rows(Map<String, HostTensor> weights) { // (K, D)
    return Objects.requireNonNull(weights.get(ROWS));
  }
}
