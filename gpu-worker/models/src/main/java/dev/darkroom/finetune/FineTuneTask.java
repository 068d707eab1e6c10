package dev.darkroom.finetune;

import dev.darkroom.image.Buckets.Bucket;
import dev.darkroom.ldm.Denoising;
import dev.darkroom.ldm.LdmParts;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuneRequest.Descent;
import dev.darkroom.model.FineTuneRequest.Full;
import dev.darkroom.model.InversionRequest.Precision;
import dev.darkroom.model.Size;
import dev.darkroom.nn.AdamW;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.TrainPlan;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.training.RateSchedule;
import dev.darkroom.training.StepRandom;
import dev.darkroom.training.Task;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.Shape;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The optimisation of weights, or of changes beside them, on pictures with captions: the denoiser's
 * error (LDM, eq. 3) shall be small on them.
 */
final class FineTuneTask implements Task {
  /** Keeps the stream of what is left out apart from that of noise. */
  private static final long DROPOUT = 0x64726F70L;

  private final FineTuneRequest request;
  private final String identity;
  private final LdmParts parts;
  private final Networks networks;
  private final Draws draws;
  private final Texts texts;
  private final TrainPlan plan;
  private final Map<Bucket, Graph> graphs = new HashMap<>();

  /**
   * @param identity whose checkpoints these are
   */
  FineTuneTask(
      FineTuneRequest request,
      String identity,
      LdmParts parts,
      Networks networks,
      Draws draws,
      Texts texts) {
    this.request = request;
    this.identity = identity;
    this.parts = parts;
    this.networks = networks;
    this.draws = draws;
    this.texts = texts;
    Descent descent = request.descent();
    this.plan =
        new TrainPlan(
            run(parts.run(), descent.precision()),
            networks.groups(descent.textRate(), descent.weightDecay()),
            AdamW.usual(),
            OptionalDouble.of(descent.clip()),
            ema().isPresent(),
            descent.checkpointing());
  }

  private static RunConfig run(RunConfig model, Precision precision) {
    return model.with(
        switch (precision) {
          case F32 -> DType.F32;
          case BF16 -> DType.BF16;
          case F16 -> DType.F16;
        });
  }

  private OptionalDouble ema() {
    return request.method().tuned() instanceof Full full ? full.ema() : OptionalDouble.empty();
  }

  @Override
  public TrainPlan plan() {
    return plan;
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public Graph graph() {
    return graph(draws.commonestBucket());
  }

  @Override
  public Graph graph(Graph first, long part) {
    return graph(draws.bucketOf(part));
  }

  private Graph graph(Bucket bucket) {
    return graphs.computeIfAbsent(
        bucket, of -> Graph.trace("finetune", trace -> record(trace, draws.latentSize(of))));
  }

  private void record(Trace trace, Size latent) {
    int b = draws.batch();
    Shape shape = Shape.of(b, parts.unet().config().inChannels(), latent.height(), latent.width());
    Optional<Sym> perturbation =
        request.objective().inputPerturbation() > 0
            ? Optional.of(trace.exactInput("perturbation", shape.dims()))
            : Optional.empty();
    Denoising denoising =
        Denoising.record(
            trace,
            networks.unet(),
            shape,
            networks.trainsText()
                ? texts.learning(trace, networks.texts(), b)
                : networks.texts().given(trace, b),
            parts.diffusion().prediction(),
            perturbation);
    trace.output("loss", denoising.loss(trace.exactInput("weights", b)));
  }

  @Override
  public Binding frozen() {
    return Binding.partOf(parts.textsAndUnet());
  }

  @Override
  public List<String> reports() {
    return List.of();
  }

  @Override
  public int parts() {
    return request.descent().batch().accumulation();
  }

  @Override
  public Call feed(Call call, long part) {
    List<Draw> drawn = draws.of(part);
    List<String> captions = drawn.stream().map(Draw::text).toList();
    if (networks.trainsText()) {
      texts.feedIds(call, networks.texts(), captions);
    } else {
      texts.feedStates(call, networks.texts(), captions);
    }
    networks.texts().feedSizes(call, drawn.stream().map(Draw::sizes).toList());
    if (request.objective().inputPerturbation() > 0) {
      call.in("perturbation", joined(drawn, draw -> draw.perturbation().orElseThrow()));
    }
    TorchRandom dropout = StepRandom.of(request.seed() ^ DROPOUT, part);
    networks
        .beside()
        .ifPresent(lowRank -> lowRank.feed(call, graph(draws.bucketOf(part)), dropout::rand));
    float[] weights = new float[drawn.size()];
    for (int b = 0; b < weights.length; b++) {
      weights[b] = (float) drawn.get(b).weight();
    }
    return Denoising.feed(
        call.in("weights", weights),
        parts.diffusion().noise(),
        joined(drawn, Draw::latent),
        joined(drawn, Draw::noise),
        drawn.stream().mapToLong(Draw::time).toArray());
  }

  /** One after another: (B, C, h, w). */
  private static float[] joined(List<Draw> drawn, Function<Draw, Latent> part) {
    FloatBuffer all = FloatBuffer.allocate(drawn.size() * drawn.getFirst().latent().size());
    drawn.forEach(draw -> part.apply(draw).write(all));
    return all.array();
  }

  @Override
  public RateSchedule schedule() {
    Descent descent = request.descent();
    double pictures = (double) descent.batch().size() * descent.batch().accumulation();
    double base = descent.rate().base() * (descent.rate().scaled() ? pictures : 1);
    return descent.rate().curve().over(base, descent.rate().warmup(), descent.steps());
  }

  /** Rises with the steps, so that the first weights are soon forgotten. */
  @Override
  public double emaDecay(long step) {
    return step == 0 ? 0 : Math.min((1.0 + step) / (10.0 + step), ema().orElse(0));
  }
}
