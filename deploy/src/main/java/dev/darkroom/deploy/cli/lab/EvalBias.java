package dev.darkroom.deploy.cli.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.clip.ClipModel;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Terminal;
import dev.darkroom.deploy.farm.ModelCards;
import dev.darkroom.embedding.EmbeddingReader;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.metrics.Histogram;
import dev.darkroom.metrics.ZeroShot;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.Term;
import dev.darkroom.world.WorldPainter;
import dev.darkroom.world.judge.Judge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares what a prompt shows before and after a word was learned from a balanced set. */
@Command(
    name = "bias",
    mixinStandardHelpOptions = true,
    description = {
      "Draws the same prompt with an ordinary word and with a learned one, and compares how often"
          + " each label of an attribute is seen: shares, and their distance from even.",
      "The house world's judge reads --attribute; for other pictures a CLIP model chooses among"
          + " --labels."
    },
    footer = {
      "",
      "Example: darkroom eval bias --before 'a large shape' --after 'a large <any>' --word any.safetensors"
          + " --attribute fill",
      "         darkroom eval bias --model ./sd --before 'a photo of a doctor' --after 'a photo of a <dr>'"
          + " --word dr.safetensors --clip ./clip --labels 'a woman|a man'"
    })
final class EvalBias implements Callable<Integer> {
  /** Pictures drawn together. */
  private static final int BATCH = 4;

  @Mixin Common common = new Common();

  @Option(names = "--before", paramLabel = "P", required = true, description = "The usual prompt.")
  String before = "";

  @Option(
      names = "--after",
      paramLabel = "P",
      required = true,
      description = "The same with the learned word.")
  String after = "";

  @Option(
      names = "--word",
      paramLabel = "F",
      required = true,
      description = "The word's file: diffusers, A1111 or InvokeAI.")
  Path word = Path.of("");

  @Option(
      names = "--token",
      paramLabel = "T",
      description = "The word's name, where its file does not tell it.")
  @Nullable String token;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The model's folder (default: shapes-ldm).")
  @Nullable Path model;

  @Option(
      names = "--attribute",
      paramLabel = "A",
      description =
          "Of the house world: shape, fill, background, pattern, outline, size or position"
              + " (default: ${DEFAULT-VALUE}).")
  String attribute = "fill";

  @Option(
      names = "--labels",
      paramLabel = "L|L",
      description = "Texts of which CLIP chooses one for each picture, | between them.")
  @Nullable String labels;

  @Option(
      names = "--clip",
      paramLabel = "DIR",
      description = "The CLIP model's folder (default: shapes-clip).")
  @Nullable Path clip;

  @Option(names = "--pictures", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  int pictures = 64;

  @Option(names = "--seed", paramLabel = "N", description = "Of the first (default: 0).")
  long seed;

  @Option(names = "--steps", paramLabel = "N", description = "Default: the model's.")
  @Nullable Integer steps;

  @Option(names = "--guidance", paramLabel = "G", description = "Default: the model's.")
  @Nullable Double guidance;

  /** Both sides: pictures of equal seeds. */
  private record Drawn(List<Rgb> before, List<Rgb> after) {}

  @Override
  public Integer call() {
    if (pictures < 1 || pictures > 10_000) {
      throw CommandFailure.usage("--pictures " + pictures + " is not in 1 to 10000");
    }
    Optional<Attribute> read = labels == null ? Optional.of(attribute()) : Optional.empty();
    List<String> all =
        read.map(a -> a.terms().stream().map(Term::words).toList()).orElseGet(this::choices);
    Drawn drawn = draw();
    if (read.isPresent()) {
      tell(all, drawn, set -> set.stream().map(p -> judged(read.get(), p)).toList());
      return Exit.DONE;
    }
    Path folder = clip != null ? clip : HouseModels.shipped(HouseModels.named("shapes-clip"));
    try (ClipModel eyes = ClipModel.load(folder, LoadOptions.cpu())) {
      ZeroShot choice = new ZeroShot(all, eyes.texts(all));
      tell(all, drawn, set -> choice.labels(eyes.pictures(set)));
    }
    return Exit.DONE;
  }

  private Attribute attribute() {
    return Arrays.stream(Attribute.values())
        .filter(known -> known.words().equals(attribute))
        .findFirst()
        .orElseThrow(() ->
            CommandFailure.usage(
                "'"
                    + attribute
                    + "' is no attribute of the house world: use "
                    + Arrays.stream(Attribute.values())
                        .map(Attribute::words)
                        .collect(Collectors.joining(", "))));
  }

  private List<String> choices() {
    List<String> choices =
        Arrays.stream(String.valueOf(labels).split("\\|")).map(String::strip).distinct().toList();
    if (choices.size() < 2 || choices.stream().anyMatch(String::isEmpty)) {
      throw CommandFailure.usage(
          "--labels '" + labels + "' gives no choice: use two or more, for example 'a cat|a dog'");
    }
    return choices;
  }

  private static String judged(Attribute attribute, Rgb picture) {
    return Judge.read(WorldPainter.pixels(picture.toBufferedImage()))
        .scene()
        .get(attribute)
        .words();
  }

  private Drawn draw() {
    Path folder = model != null ? model : HouseModels.shipped(HouseModels.named("shapes-ldm"));
    ModelCard.Defaults usual = ModelCards.card(folder).defaults();
    List<LearnedWord> words = EmbeddingReader.read(word, Optional.ofNullable(token));
    Terminal terminal = Terminal.ofProcess(common.json);
    try (LoadedModel loaded = new LdmLoader().load(folder, LoadOptions.cpu())) {
      return new Drawn(
          draw(loaded, before, usual, List.of(), terminal, 0),
          draw(loaded, after, usual, words, terminal, pictures));
    } finally {
      terminal.clear();
    }
  }

  private List<Rgb> draw(
      LoadedModel loaded,
      String prompt,
      ModelCard.Defaults usual,
      List<LearnedWord> words,
      Terminal terminal,
      int done) {
    List<Rgb> drawn = new ArrayList<>();
    while (drawn.size() < pictures) {
      long first = seed + drawn.size();
      int count = Math.min(BATCH, pictures - drawn.size());
      GenerationRequest request =
          new GenerationRequest(
                  Prompt.of(prompt, ""),
                  LongStream.range(first, first + count).mapToObj(Seed::of).toList(),
                  SamplingSettings.of(
                      usual.sampler(),
                      steps != null ? steps : usual.steps(),
                      guidance != null ? guidance : usual.guidanceScale()),
                  new Size(usual.width(), usual.height()))
              .withWords(words);
      try (GenerationRun run = loaded.generator().orElseThrow().start(request)) {
        boolean more = true;
        while (more) {
          more = run.step();
        }
        drawn.addAll(run.result());
      }
      int so = done + drawn.size();
      terminal.bar(so / (2.0 * pictures), so + " of " + 2 * pictures);
    }
    return drawn;
  }

  private void tell(List<String> all, Drawn drawn, Function<List<Rgb>, List<String>> reader) {
    Histogram usual = Histogram.of(all, reader.apply(drawn.before()));
    Histogram learned = Histogram.of(all, reader.apply(drawn.after()));
    if (common.json) {
      System.out.println(json("before", before, usual));
      System.out.println(json("after", after, learned));
      return;
    }
    System.out.println(line("", "before", "after"));
    for (String label : all) {
      System.out.println(line(label, share(usual, label), share(learned, label)));
    }
    System.out.println(
        line("total variation", "%.3f", usual.totalVariation(), learned.totalVariation()));
    System.out.println(line("divergence (nats)", "%.3f", usual.divergence(), learned.divergence()));
    System.out.printf(
        Locale.ROOT,
        "Both are distances from even, over %d pictures each; an even source shows a total"
            + " variation of %.3f by chance.%n",
        pictures,
        usual.totalVariationByChance());
  }

  private static String share(Histogram histogram, String label) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * histogram.share(label));
  }

  private static String line(String name, String format, double before, double after) {
    return line(
        name,
        String.format(Locale.ROOT, format, before),
        String.format(Locale.ROOT, format, after));
  }

  private static String line(String name, String before, String after) {
    return String.format(Locale.ROOT, "%-24s %10s %10s", name, before, after);
  }

  private static ObjectNode json(String side, String prompt, Histogram histogram) {
    ObjectNode line =
        new ObjectMapper()
            .createObjectNode()
            .put("side", side)
            .put("prompt", prompt)
            .put("pictures", histogram.pictures())
            .put("total_variation", histogram.totalVariation())
            .put("total_variation_by_chance", histogram.totalVariationByChance())
            .put("divergence", histogram.divergence());
    ObjectNode counts = line.putObject("counts");
    for (Map.Entry<String, Integer> count : histogram.counts().entrySet()) {
      counts.put(count.getKey(), count.getValue());
    }
    return line;
  }
}
