package dev.darkroom.worker.train;

import dev.darkroom.embedding.EmbeddingReader;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.image.Png;
import dev.darkroom.image.Resize;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.Output;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.Keeping;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.model.ClipSkip;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.Rewinder;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.Start;
import dev.darkroom.model.StartFile;
import dev.darkroom.storage.embedding.EmbeddingManifest;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.RunFailure;
import dev.darkroom.worker.run.Shelf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The second half of a bipartite inversion: finds the noise from which the model draws each given
 * picture when its prompt names the learned word, and shows what is drawn from that noise again.
 */
final class Rewinding {
  /** Pictures whose noise is found; a word may be learned from more. */
  static final int MAX_PICTURES = 16;

  private static final String SAFETENSORS = "application/vnd.safetensors";
  private static final String BLANK = "{}";

  private final Rewinder rewinder;
  private final Generator generator;
  private final Shelf shelf;
  private final InversionSpec spec;
  private final RunContext context;

  private Rewinding(
      Rewinder rewinder, Generator generator, Shelf shelf, InversionSpec spec, RunContext context) {
    this.rewinder = rewinder;
    this.generator = generator;
    this.shelf = shelf;
    this.spec = spec;
    this.context = context;
  }

  /**
   * The second half of this job.
   *
   * @throws RunFailure {@code model_cannot_rewind}
   */
  static Rewinding of(LoadedModel model, Shelf shelf, InversionSpec spec, RunContext context) {
    if (model.rewinder().isEmpty() || model.generator().isEmpty()) {
      throw RunFailure.client(
          "model_cannot_rewind",
          "model '" + spec.model() + "' cannot tell a picture's noise: use textual_inversion",
          "method");
    }
    return new Rewinding(model.rewinder().get(), model.generator().get(), shelf, spec, context);
  }

  /**
   * Leaves {@code start-K.safetensors} for each picture K, from 1, and one picture of them all.
   *
   * @param pictures the job's, in its order
   */
  void work(List<Rgb> pictures) {
    LearnedWord word = word();
    int count = Math.min(MAX_PICTURES, pictures.size());
    List<Rgb> given = new ArrayList<>();
    List<Rgb> redrawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String prompt = prompt(spec.lesson().pictures().get(i));
      int side = spec.lesson().resolution();
      given.add(Resize.to(pictures.get(i), side, side, Resize.Filter.LANCZOS));
      HostTensor latent = rewound(given.getLast(), prompt, word, i, count);
      keep(latent, prompt, i);
      redrawn.add(drawn(latent, prompt, word));
      context
          .log()
          .info(
              String.format(
                  Locale.ROOT,
                  "picture %d drawn again from its noise differs by %.1f of 255 on average",
                  i + 1,
                  difference(given.getLast(), redrawn.getLast())));
    }
    context
        .outputs()
        .add(
            "redrawn.png",
            Output.Role.SAMPLE,
            "image/png",
            Png.encode(Grid.of(List.of(given, redrawn))),
            OptionalLong.empty());
  }

  /** The word that the job leaves, be it the last or the best. */
  private LearnedWord word() {
    Output file =
        context.outputs().all().stream()
            .filter(output -> output.name().equals(EmbeddingManifest.VECTORS))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the training left no word"));
    byte[] bytes =
        shelf.file(file.key(), file.hash(), EmbeddingReader.MAX_BYTES, "method", context);
    return EmbeddingReader.read(bytes, file.name(), Optional.of(spec.word().placeholder()))
        .getFirst();
  }

  private String prompt(Picture picture) {
    String template =
        switch (spec.lesson().prompts()) {
          case OBJECT -> "a photo of a {}";
          case STYLE -> "a painting in the style of {}";
          case BARE -> BLANK;
          case CAPTIONS -> picture.caption().orElse(BLANK);
        };
    return template.replace(BLANK, spec.word().placeholder());
  }

  private HostTensor rewound(Rgb picture, String prompt, LearnedWord word, int i, int count) {
    Rewinder.Request request =
        new Rewinder.Request(picture, prompt, steps(), size(), List.of(word));
    try (Rewinder.Run run = rewinder.start(request)) {
      boolean more = true;
      while (more) {
        context.stop().check();
        more = run.step();
        context
            .progress()
            .step(
                "finding the noise of picture %d of %d".formatted(i + 1, count),
                i * run.total() + run.done(),
                count * run.total(),
                Optional::empty);
      }
      return run.result();
    }
  }

  private void keep(HostTensor latent, String prompt, int i) {
    Map<String, String> about =
        Map.of(
            "model",
            spec.model().toString(),
            "prompt",
            prompt,
            "sampler",
            "ddim",
            "steps",
            Integer.toString(steps()));
    context
        .outputs()
        .add(
            "start-" + (i + 1) + ".safetensors",
            Output.Role.LATENT,
            SAFETENSORS,
            StartFile.encode(latent, about),
            OptionalLong.empty());
  }

  /** By the same steps, without guidance: as near to the picture as its noise leads. */
  private Rgb drawn(HostTensor latent, String prompt, LearnedWord word) {
    GenerationRequest request =
        new GenerationRequest(
                new Prompt(prompt, "", Prompt.Syntax.PLAIN, ClipSkip.NONE),
                List.of(Seed.of(0)),
                SamplingSettings.of("ddim", steps(), 1),
                size())
            .withStart(new Start.FromLatent(latent))
            .withWords(List.of(word));
    try (GenerationRun run = generator.start(request)) {
      boolean more = true;
      while (more) {
        context.stop().check();
        more = run.step();
      }
      return run.result().getFirst();
    }
  }

  private int steps() {
    return spec.keeping().validation().map(Keeping.Validation::steps).orElseThrow();
  }

  private Size size() {
    return new Size(spec.lesson().resolution(), spec.lesson().resolution());
  }

  /** The mean absolute difference of all channels. */
  private static double difference(Rgb a, Rgb b) {
    long sum = 0;
    for (int y = 0; y < a.height(); y++) {
      for (int x = 0; x < a.width(); x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          sum += Math.abs((a.at(x, y) >> shift & 0xFF) - (b.at(x, y) >> shift & 0xFF));
        }
      }
    }
    return sum / (3.0 * a.width() * a.height());
  }
}
