package dev.darkroom.ldm;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.Sampler;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.ldm.sampler.Sampling;
import dev.darkroom.lora.LoraPart;
import dev.darkroom.lora.LoraTargets;
import dev.darkroom.lora.LoraUse;
import dev.darkroom.model.FineTuner;
import dev.darkroom.model.Generator;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.model.Rewinder;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Size;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A latent diffusion model in memory: text encoders, UNet and autoencoder, each compiled for the
 * shapes in use. One thread at a time may use it.
 */
public final class LdmModel implements LoadedModel {
  private final LdmConfig config;
  private final LdmParts parts;
  private final LdmNetworks networks;
  private final LdmLoras loras;
  private final OpenRuns runs = new OpenRuns();
  private final Optional<Inverter> inverter;
  private final Optional<FineTuner> fineTuner;

  private LdmModel(
      LdmConfig config, LdmParts parts, LdmNetworks networks, LdmLoader.Teachers teachers) {
    this.config = config;
    this.parts = parts;
    this.networks = networks;
    this.loras = new LdmLoras(networks.adaptable());
    this.inverter = teachers.inverter().apply(this);
    this.fineTuner = teachers.fineTuner().apply(this);
  }

  /** As {@link LdmLoader#load}. */
  static LdmModel load(Path folder, LoadOptions options, LdmLoader.Teachers teachers) {
    LdmConfig config = LdmConfig.read(folder);
    RunConfig run = options.runConfig(DType.F32);
    LdmParts parts = LdmParts.of(folder, config, run);
    return new LdmModel(config, parts, LdmNetworks.open(folder, config, run, options), teachers);
  }

  @Override
  public long bytes() {
    return networks.bytes();
  }

  @Override
  public Optional<Generator> generator() {
    return Optional.of(new LdmGenerator(this));
  }

  @Override
  public Optional<Inverter> inverter() {
    return inverter;
  }

  @Override
  public Optional<FineTuner> fineTuner() {
    return fineTuner;
  }

  @Override
  public Optional<Rewinder> rewinder() {
    return Optional.of(new LdmRewinder(this));
  }

  /** What this model is made of, for those who train it. */
  public LdmParts parts() {
    return parts;
  }

  /** How this model reads prompts. */
  public Conditioner conditioner() {
    return networks.conditioner();
  }

  /** How this model sees and shows pictures. */
  public Autoencoder autoencoder() {
    return networks.autoencoder();
  }

  /**
   * Draws with these LoRAs from now on, and with no others, until told anew. Only the weights that
   * they touch are placed again, and without any the model is, bit for bit, as it was loaded.
   *
   * @throws ModelException with {@link ModelException.Code#REQUEST_INVALID} if one does not fit
   *     this model, with {@link ModelException.Code#RUN_OPEN} if a drawing that was begun with
   *     others is open; the model then stays as it is
   */
  public void use(List<LoraUse> uses) {
    if (!loras.uses(uses)) {
      runs.requireNone();
      loras.use(uses);
    }
  }

  /**
   * Draws with these weights in place of its own from now on, under whatever LoRAs are in use,
   * until told anew.
   *
   * @param others by part and name; the rest are the model's own
   * @throws ModelException with {@link ModelException.Code#RUN_OPEN} if a drawing is open
   */
  public void replace(Map<LoraPart, Map<String, HostTensor>> others) {
    runs.requireNone();
    loras.replace(others);
  }

  /** The modules that LoRAs may change, by all their names. */
  public LoraTargets loraTargets() {
    return loras.targets();
  }

  /**
   * A sampler for this model.
   *
   * @throws ModelException if it cannot do what the model needs
   */
  public Sampler sampler(SamplerName name) {
    return new LdmSamplers(config.scheduler()).named(name);
  }

  /** As {@link LdmSamplers#as}. */
  Sampler sampler(SamplingSettings settings) {
    return new LdmSamplers(config.scheduler()).as(settings);
  }

  /**
   * Begins to draw.
   *
   * @throws ModelException with {@link ModelException.Code#REQUEST_INVALID} if this model cannot
   *     draw that
   */
  public LdmRun draw(Drawing drawing) {
    return draw(drawing, List.of());
  }

  /** As {@link #draw(Drawing)}, with learned words that its prompts may use. */
  public LdmRun draw(Drawing drawing, List<LearnedWord> words) {
    return draw(List.of(new Order(drawing, words)));
  }

  /** A drawing, and the learned words that its prompts may use. */
  record Order(Drawing drawing, List<LearnedWord> words) {}

  /**
   * Begins drawings as one: the pictures of all of them go through the network together.
   *
   * @param orders at least one; alike in size, sampler, steps, and in the plan that their origins
   *     ask for
   */
  LdmRun draw(List<Order> orders) {
    Drawing first = orders.getFirst().drawing();
    Size latent = latentSize(first.size());
    List<Guides> guides =
        orders.stream().map(order -> guides(order.drawing(), order.words())).toList();
    Beginning beginning =
        Beginning.joined(
            orders.stream()
                .map(order ->
                    new Beginning.Finder(config, autoencoder(), order.drawing(), latent).find())
                .toList());
    GuidedDenoiser denoiser = denoiser(first.size(), beginning.beside());
    List<Noise> noises =
        orders.stream()
            .flatMap(order -> order.drawing().pictures().stream())
            .map(Drawing.Picture::noise)
            .toList();
    Sampling sampling =
        Sampling.resume(
            first.method().sampler(), beginning.plan(), denoiser, noises, beginning.states());
    return new LdmRun(
        new LdmRun.Led(denoiser, Leading.joined(guides), hold()),
        autoencoder(),
        sampling,
        beginning,
        latent);
  }

  /** Where a drawing's pictures are led. */
  Guides guides(Drawing drawing, List<LearnedWord> words) {
    Drawing.Reading reading = drawing.reading();
    List<Lexicon> lexicons = conditioner().lexicons(words);
    return new Guides(
        (text, skip) -> conditioner().read(lexicons, text, reading.syntax(), skip),
        drawing,
        config.silentNegative());
  }

  /**
   * The network as a sampler asks it for pictures of a size.
   *
   * @param beside what it sees beside each picture's latent; empty for nothing
   */
  GuidedDenoiser denoiser(Size size, List<Latent> beside) {
    return new GuidedDenoiser(networks.denoiser(), latentSize(size), beside, sizes(size));
  }

  /** Keeps the weights as they are until what is returned is closed. */
  OpenRuns.Lease hold() {
    return runs.begin();
  }

  /** Whether this model only repaints parts of pictures. */
  boolean repaints() {
    return config.repaints();
  }

  /** What SDXL is told of a picture's size: as if it were whole and had always been so. */
  private Optional<Latent> sizes(Size size) {
    return config.large() ? Optional.of(PictureSizes.whole(size).numbers()) : Optional.empty();
  }

  /** As {@link PictureSides#latent}. */
  public Size latentSize(Size picture) {
    return new PictureSides(config.vae().factor()).latent(picture);
  }

  @Override
  public void close() {
    networks.close();
  }
}
