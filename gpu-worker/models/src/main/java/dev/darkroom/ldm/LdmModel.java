package dev.darkroom.ldm;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Ddim;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.Sampler;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.ldm.sampler.Sampling;
import dev.darkroom.ldm.sampler.Schedulers;
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
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A latent diffusion model in memory: text encoder, UNet and decoder, each compiled for the shapes
 * in use. One thread at a time may use it.
 */
public final class LdmModel implements LoadedModel {
  /** No side of a picture is longer, in pixels. */
  private static final int MAX_SIDE = 2048;

  private final LdmConfig config;
  private final Conditioner conditioner;
  private final DenoiserNetwork network;
  private final Autoencoder autoencoder;
  private final LdmLoras loras;
  private final LdmParts parts;
  private final Optional<Inverter> inverter;
  private final Optional<FineTuner> fineTuner;

  private LdmModel(
      LdmConfig config,
      LdmParts parts,
      Conditioner conditioner,
      DenoiserNetwork network,
      Autoencoder autoencoder,
      LdmLoader.Teachers teachers) {
    this.config = config;
    this.parts = parts;
    this.conditioner = conditioner;
    this.network = network;
    this.autoencoder = autoencoder;
    Map<LoraPart, PlacedWeights> weights = new EnumMap<>(LoraPart.class);
    weights.put(LoraPart.UNET, network.weights());
    weights.put(LoraPart.TEXT_ENCODER, conditioner.weights().getFirst());
    if (config.large()) {
      weights.put(LoraPart.TEXT_ENCODER_2, conditioner.weights().getLast());
    }
    this.loras = new LdmLoras(weights);
    this.inverter = config.large() ? Optional.empty() : teachers.inverter().apply(this);
    this.fineTuner = config.large() ? Optional.empty() : teachers.fineTuner().apply(this);
  }

  /** As {@link LdmLoader#load}. */
  static LdmModel load(Path folder, LoadOptions options, LdmLoader.Teachers teachers) {
    LdmConfig config = LdmConfig.read(folder);
    RunConfig run = options.runConfig(DType.F32);
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      List<TextTower> towers = new ArrayList<>();
      for (LdmConfig.TextPart text : config.texts()) {
        towers.add(
            new TextTower(text.folder(), text.config(), text.tokenizer(), text.output(), run));
        open.push(towers.getLast());
      }
      Conditioner conditioner = new Conditioner(towers);
      DenoiserNetwork network = new DenoiserNetwork(folder.resolve("unet"), config.unet(), run);
      open.push(network);
      Autoencoder autoencoder =
          new Autoencoder(folder.resolve("vae"), config.vae(), run, options.tiledAutoencoder());
      return new LdmModel(
          config, LdmParts.of(folder, config, run), conditioner, network, autoencoder, teachers);
    } catch (RuntimeException e) {
      closeAll(open, e);
      throw e;
    }
  }

  @Override
  public long bytes() {
    return conditioner.bytes() + network.bytes() + autoencoder.bytes();
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
    return conditioner;
  }

  /** How this model sees and shows pictures. */
  public Autoencoder autoencoder() {
    return autoencoder;
  }

  /**
   * Draws with these LoRAs from now on, and with no others, until told anew: a run that was begun
   * before must be over. Only the weights that they touch are placed again, and without any the
   * model is, bit for bit, as it was loaded.
   *
   * @throws ModelException with {@link ModelException.Code#REQUEST_INVALID} if one does not fit
   *     this model, which then stays as it is
   */
  public void use(List<LoraUse> uses) {
    loras.use(uses);
  }

  /**
   * Draws with these weights in place of its own from now on, under whatever LoRAs are in use,
   * until told anew: a run that was begun before must be over.
   *
   * @param others by part and name; the rest are the model's own
   */
  public void replace(Map<LoraPart, Map<String, HostTensor>> others) {
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
    return Schedulers.read(config.scheduler(), name);
  }

  /**
   * A sampler for this model, as a request says.
   *
   * @throws ModelException if it cannot do what the model or the request needs
   */
  Sampler sampler(SamplingSettings settings) {
    Sampler sampler = sampler(SamplerName.of(settings.sampler()));
    if (settings.eta() == 0) {
      return sampler;
    }
    if (sampler instanceof Ddim ddim) {
      return ddim.withEta(settings.eta());
    }
    throw ModelException.badRequest(
        "eta",
        "eta %s means nothing to sampler %s: use ddim, or eta 0"
            .formatted(settings.eta(), settings.sampler()));
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
    Size latent = latentSize(drawing.size());
    Guides guides = guides(drawing, words);
    Beginning beginning = new Beginning.Finder(config, autoencoder, drawing, latent).find();
    Drawing.Method method = drawing.method();
    GuidedDenoiser denoiser = denoiser(drawing, beginning.beside());
    List<Noise> noises = drawing.pictures().stream().map(Drawing.Picture::noise).toList();
    Sampling sampling =
        Sampling.resume(method.sampler(), beginning.plan(), denoiser, noises, beginning.states());
    return new LdmRun(new LdmRun.Led(denoiser, guides), autoencoder, sampling, beginning, latent);
  }

  /** Where a drawing's pictures are led. */
  Guides guides(Drawing drawing, List<LearnedWord> words) {
    return new Guides(conditioner, drawing, words, config.silentNegative());
  }

  /**
   * The network as a drawing's sampler asks it.
   *
   * @param beside what it sees beside each picture's latent; empty for nothing
   */
  GuidedDenoiser denoiser(Drawing drawing, List<Latent> beside) {
    return new GuidedDenoiser(
        network,
        drawing.method().guidance(),
        latentSize(drawing.size()),
        beside,
        sizes(drawing.size()));
  }

  /** Whether this model only repaints parts of pictures. */
  boolean repaints() {
    return config.repaints();
  }

  @Override
  public void close() {
    autoencoder.close();
    network.close();
    conditioner.close();
  }

  /** What SDXL is told of a picture's size: as if it were whole and had always been so. */
  private Optional<Latent> sizes(Size size) {
    return config.large()
        ? Optional.of(Latent.of(size.height(), size.width(), 0, 0, size.height(), size.width()))
        : Optional.empty();
  }

  /**
   * The size of the latents of pictures of this size.
   *
   * @throws ModelException if this model draws no pictures of this size
   */
  public Size latentSize(Size picture) {
    return new Size(latentSide("width", picture.width()), latentSide("height", picture.height()));
  }

  private int latentSide(String param, int pixels) {
    int factor = config.vae().factor();
    if (pixels < factor || pixels > MAX_SIDE) {
      throw ModelException.badRequest(
          param, "%s %d is not in %d to %d".formatted(param, pixels, factor, MAX_SIDE));
    }
    if (pixels % factor != 0) {
      int below = pixels / factor * factor;
      throw ModelException.badRequest(
          param,
          "%s %d is not a multiple of %d (this model's factor): use %d or %d"
              .formatted(param, pixels, factor, below, below + factor));
    }
    return pixels / factor;
  }

  private static void closeAll(Deque<AutoCloseable> open, RuntimeException cause) {
    for (AutoCloseable part : open) {
      try {
        part.close();
      } catch (Exception e) {
        cause.addSuppressed(e);
      }
    }
  }
}
