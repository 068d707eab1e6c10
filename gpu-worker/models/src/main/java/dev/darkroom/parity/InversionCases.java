package dev.darkroom.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.inversion.Draw;
import dev.darkroom.inversion.Draws;
import dev.darkroom.inversion.InversionTask;
import dev.darkroom.inversion.NewWord;
import dev.darkroom.ldm.Autoencoder;
import dev.darkroom.ldm.Denoising;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.LdmParts;
import dev.darkroom.ldm.Lexicon;
import dev.darkroom.ldm.TextSide;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.training.RateCurve;
import dev.darkroom.training.Training;
import dev.darkroom.weights.HostTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Steps of Textual Inversion with given pictures, noise, times and texts: ids, latents, the
 * network's output, the first gradient, and losses and rows after each step of the real training.
 */
final class InversionCases implements CaseRunner {
  @Override
  public void run(ParityCase c, Recorder recorder) {
    try (LdmModel model = new LdmLoader().load(c.path("sd"), LoadOptions.cpu())) {
      new Run(c, model, recorder).compare();
    }
  }

  private static DoubleStream values(Draw draw) {
    float[] z = draw.latent().toArray();
    return IntStream.range(0, z.length).mapToDouble(i -> z[i]);
  }

  private static final class Run {
    private final ParityCase c;
    private final LdmParts parts;
    private final Autoencoder autoencoder;
    private final Recorder recorder;
    private final NewWord word;
    private final InversionTask task;
    private final int batch;
    private final int side;
    private final int vectors;

    Run(ParityCase c, LdmModel model, Recorder recorder) {
      this.c = c;
      this.parts = model.parts();
      this.autoencoder = model.autoencoder();
      this.recorder = recorder;
      JsonNode description = c.description();
      this.vectors = description.path("num_vectors").asInt();
      this.word =
          NewWord.of(
              new InversionRequest.Word(
                  description.path("placeholder").asText(),
                  description.path("initializer").asText(),
                  vectors),
              parts,
              0,
              TorchRandom.seeded(0));
      this.batch = (int) c.input("noise").shape().dim(1);
      this.side = (int) c.input("noise").shape().dim(3);
      InversionRequest.Descent descent =
          new InversionRequest.Descent(
              description.path("num_steps").asLong(),
              new InversionRequest.Batch(batch, 1, 1),
              new InversionRequest.Rate(
                  description.path("lr").asDouble(), false, new RateCurve.Constant(), 0),
              0.01,
              InversionRequest.Precision.F32,
              false);
      InversionTask.Settings settings =
          new InversionTask.Settings(descent, side, 8, 0, RunConfig.reference(), "");
      this.task = new InversionTask(parts, word, settings, draws());
    }

    void compare() {
      int first = parts.text().tokenizer().size();
      long[] ids = new long[vectors];
      Arrays.setAll(ids, i -> first + i);
      recorder.compare("placeholder_ids", HostTensor.ofLongs(ids, vectors));
      long initializer = initializer();
      recorder.compare("init_token_id", HostTensor.ofLongs(new long[] {initializer}));
      for (int step = 0; step < steps(); step++) {
        recorder.compare(
            "step" + step + "/input_ids", HostTensor.ofLongs(ids(step), batch, length()));
      }
      compareFirst(initializer);
      compareTraining();
    }

    private void compareTraining() {
      double[] losses = new double[steps()];
      try (Training training = Training.start(task, task.initial())) {
        for (int step = 0; step < losses.length; step++) {
          losses[step] = training.next().loss();
          HostTensor rows = task.rows(training.weights()).getFirst();
          recorder.compare("step" + step + "/embedding_after", rows);
        }
      }
      recorder.compare("losses", losses);
    }

    /** The first step's parts, and its gradient with respect to every token's row. */
    private void compareFirst(long initializer) {
      Graph graph = Graph.trace("first", this::record);
      List<Draw> draws = draws().draw(0);
      recorder.compare(
          "step0/latents", draws.stream().flatMapToDouble(InversionCases::values).toArray());
      long[] ids = ids(0);
      try (Program program = Program.load(RunConfig.reference(), task.frozen(), graph)) {
        Outputs outputs =
            task.feed(program.call("first"), draws, false)
                .in("learned", word.lexicon().learned(ids))
                .run();
        recorder.compare("step0/noisy_latents", outputs.get("noisy"));
        recorder.compare("step0/encoder_hidden_states", outputs.get("context"));
        recorder.compare("step0/model_pred", outputs.get("predicted"));
        float[] gradient = outputs.floats("gradient"); // (B, N, D)
        int first = parts.text().tokenizer().size();
        double[][] rows = new double[vectors][];
        for (int i = 0; i < vectors; i++) {
          rows[i] = rowGradient(gradient, ids, first + i);
        }
        recorder.compare(
            "step0/grad_new_rows", Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray());
        double[] known = rowGradient(gradient, ids, initializer);
        double norm = Math.sqrt(Arrays.stream(known).map(x -> x * x).sum());
        recorder.compare("step0/grad_init_row_norm", HostTensor.ofDoubles(new double[] {norm}));
      }
    }

    private void record(Trace trace) {
      Sym learned = trace.input("learned", batch, length(), parts.text().kind().width());
      Sym embedded = trace.leaf(task.texts().embedded(trace, 0, batch, learned)); // (B, N, D)
      TextSide.Told told = task.texts().told(trace, List.of(embedded));
      Denoising denoising = task.denoise(trace, told);
      trace.output("context", told.context());
      trace.output("noisy", denoising.noisy());
      trace.output("predicted", denoising.predicted());
      trace.output("gradient", trace.gradients(denoising.loss(), List.of(embedded)).getFirst());
    }

    /** What a token's row gets: the sum over its places. */
    private double[] rowGradient(float[] gradient, long[] ids, long id) {
      int width = parts.text().kind().width();
      double[] sum = new double[width];
      for (int i = 0; i < ids.length; i++) {
        for (int d = 0; d < width && ids[i] == id; d++) {
          sum[d] += gradient[i * width + d];
        }
      }
      return sum;
    }

    private Draws draws() {
      HostTensor given = c.input("noise"); // (S, B, C, h, w)
      int size = (int) given.numel() / (steps() * batch);
      FloatBuffer noise = FloatBuffer.wrap(given.toFloats());
      List<Latent> latents = latents();
      List<Draw> draws = new ArrayList<>();
      for (int i = 0; i < steps() * batch; i++) {
        int step = i / batch;
        draws.add(
            new Draw(
                latents.get(i),
                Latent.read(noise, size),
                c.description().path("timesteps").path(step).path(i % batch).asLong(),
                texts(step).get(i % batch)));
      }
      return step -> draws.subList((int) step * batch, (int) (step + 1) * batch);
    }

    /** All steps' pictures, encoded and sampled with the case's noise. */
    private List<Latent> latents() {
      HostTensor pixels = c.input("pixels"); // (S, B, 3, H, W)
      float[] noise = c.input("vae_noise").toFloats(); // (S, B, C, h, w)
      int n = steps() * batch;
      int size = noise.length / n;
      FloatBuffer pictures = FloatBuffer.wrap(pixels.toFloats());
      List<Latent> latents = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        Latent own = Latent.of(Arrays.copyOfRange(noise, i * size, (i + 1) * size));
        Latent planes = Latent.read(pictures, (int) pixels.numel() / n);
        latents.add(autoencoder.sample(autoencoder.encode(planes, side, side), _ -> own));
      }
      return latents;
    }

    private List<String> texts(int step) {
      List<String> texts = new ArrayList<>();
      c.description()
          .path("texts")
          .path(step)
          .forEach(text ->
              texts.add(text.asText().replace(InversionRequest.BLANK, word.written(vectors))));
      return texts;
    }

    private long[] ids(int step) {
      Lexicon lexicon = word.lexicon();
      return texts(step).stream()
          .flatMapToLong(text -> Arrays.stream(lexicon.tokenizer().encode(text).toLongs()))
          .toArray();
    }

    private long initializer() {
      return parts
          .text()
          .tokenizer()
          .tokens(c.description().path("initializer").asText())
          .getFirst();
    }

    private int steps() {
      return c.description().path("num_steps").asInt();
    }

    private int length() {
      return parts.text().tokenizer().maxLength();
    }
  }
}
