package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Sampler;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.ldm.sampler.State;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.model.ClipSkip;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.Size;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small SDXL put together from the fixtures' UNet and autoencoder and two random text encoders,
 * drawn with by the pipeline, and by hand from parts that are at parity.
 */
class LargeModelTest {
  private static final String PROMPT = "a castle on a hill";
  private static final int LENGTH = 77;
  private static final int[] WIDTHS = {LargeModel.WIDTHS.get(0), LargeModel.WIDTHS.get(1)};
  private static final int POOLED = LargeModel.POOLED;

  @TempDir static Path folder;
  private static LdmModel model;

  @BeforeAll
  static void make() throws IOException {
    model = new LdmLoader().load(LargeModel.write(folder), LoadOptions.cpu());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aTextIsBothEncodersStatesBeforeTheLastLayerAndTheSecondsPooledText() {
    Conditioning text = read(PROMPT);
    float[][] states = {byHand(0).floats("states"), byHand(1).floats("states")};
    for (int m = 0; m < LENGTH; m++) {
      for (int e = 0; e < WIDTHS[0] + WIDTHS[1]; e++) {
        float expected =
            e < WIDTHS[0] ? states[0][m * WIDTHS[0] + e] : states[1][m * WIDTHS[1] + e - WIDTHS[0]];
        assertThat(text.states().at(m * 40 + e)).isCloseTo(expected, within(1e-6f));
      }
    }
    float[] pooled = byHand(1).floats("pooled");
    for (int p = 0; p < POOLED; p++) {
      assertThat(text.pooled().orElseThrow().at(p)).isCloseTo(pooled[p], within(1e-6f));
    }
  }

  @Test
  void aStepIsTheNetworksWithPooledTextAndTheSizesOfThePicture() {
    Latent noise = Latent.of(TorchRandom.seeded(3).randn(4 * 8 * 12));
    Sampler sampler = model.sampler(SamplerName.DDIM);
    var drawing =
        new Drawing(
            List.of(new Drawing.Picture(PROMPT, "", _ -> noise)),
            new Drawing.Method(sampler, 2, Guidance.of(3)),
            new Drawing.Reading(Prompt.Syntax.PLAIN, ClipSkip.NONE),
            new Size(48, 32),
            new Origin.Nothing());
    try (LdmRun run = model.draw(drawing)) {
      run.step();
      var plan = sampler.plan(2);
      Latent positive = denoised(noise, plan.time(0), read(PROMPT));
      Latent negative = denoised(noise, plan.time(0), read("").silenced());
      Latent guided = Guidance.of(3).combine(negative, positive);
      Latent expected = sampler.step(plan, State.of(noise), guided, _ -> noise).x();
      for (int i = 0; i < expected.size(); i++) {
        assertThat(run.latents().getFirst().at(i)).isCloseTo(expected.at(i), within(1e-4f));
      }
      run.step();
      assertThat(run.result().getFirst().width()).isEqualTo(48);
    }
  }

  @Test
  void aLearnedWordHasATableForEachEncoder() {
    HostTensor first = HostTensor.ofFloats(new float[2 * WIDTHS[0]], 2, WIDTHS[0]);
    HostTensor second = HostTensor.ofFloats(new float[2 * WIDTHS[1]], 2, WIDTHS[1]);
    List<Lexicon> lexicons =
        model.conditioner().lexicons(List.of(new LearnedWord("<x>", List.of(first, second))));
    assertThat(lexicons).hasSize(2);
    assertThatThrownBy(() -> model.conditioner().lexicons(List.of(LearnedWord.of("<x>", first))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("one table of width 24 and of 16");
  }

  private static Conditioning read(String text) {
    Conditioner conditioner = model.conditioner();
    return conditioner.read(conditioner.lexicons(List.of()), text, Prompt.Syntax.PLAIN, 0);
  }

  /** One of the text encoders, run by itself. */
  private static Outputs byHand(int encoder) {
    Path part = folder.resolve(encoder == 0 ? "text_encoder" : "text_encoder_2");
    TextConfig config = TextConfig.read(ConfigFile.read(part.resolve("config.json")));
    long[] ids = model.conditioner().lexicon(List.of()).tokenizer().encode(PROMPT).toLongs();
    Weights root = Weights.root();
    var text = new ClipTextEncoder(root, config);
    Optional<Linear> projection =
        encoder == 0
            ? Optional.empty()
            : Optional.of(Linear.withoutBias(root.at("text_projection"), config.width(), POOLED));
    TensorSource weights = Safetensors.open(part.resolve("model.safetensors"));
    Graph graph =
        Graph.trace(
            "encode",
            trace -> {
              List<Sym> states = text.hiddenStates(trace.ids("ids", 1, LENGTH));
              trace.output("states", states.get(states.size() - 2));
              Sym last = text.normalised(states.getLast());
              Sym row = ClipTextEncoder.rows(last, trace.ids("row", 1));
              trace.output("pooled", projection.map(p -> p.forward(row)).orElse(row));
            });
    try (var placed =
            PlacedWeights.place(RunConfig.reference(), Binding.exact(weights), root.params());
        var program = Program.load(placed, graph)) {
      return program.call("encode").in("ids", ids).in("row", config.pooledRows(ids, LENGTH)).run();
    }
  }

  private static Latent denoised(Latent x, double t, Conditioning text) {
    UNetConfig config = UNetConfig.read(ConfigFile.read(folder.resolve("unet/config.json")));
    UNet unet = new UNet(Weights.root(), config);
    TensorSource weights =
        Safetensors.open(folder.resolve("unet/diffusion_pytorch_model.safetensors"));
    Graph graph = Graph.trace("denoise", trace -> denoise(trace, unet));
    try (var placed =
            PlacedWeights.place(RunConfig.reference(), Binding.exact(weights), unet.params());
        var program = Program.load(placed, graph)) {
      return Latent.of(
          program
              .call("denoise")
              .in("x", x.toArray())
              .in("t", new float[] {(float) t})
              .in("context", text.states().toArray())
              .in("pooled", text.pooled().orElseThrow().toArray())
              .in("sizes", new float[] {32, 48, 0, 0, 32, 48})
              .run()
              .floats("out"));
    }
  }

  private static void denoise(Trace trace, UNet unet) {
    trace.output(
        "out",
        unet.forward(
            trace.input("x", 1, 4, 8, 12),
            trace.exactInput("t", 1),
            trace.input("context", 1, LENGTH, WIDTHS[0] + WIDTHS[1]),
            UNet.Extra.ofSizes(trace.input("pooled", 1, POOLED), trace.exactInput("sizes", 1, 6))));
  }
}
