package dev.darkroom.clip;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.model.FolderWeights;
import dev.darkroom.model.Generator;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.Weights;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.weights.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * CLIP in memory: texts and pictures become features of one space. Features have any length; their
 * cosine says how well a text fits a picture. One thread at a time may use it.
 */
public final class ClipModel implements LoadedModel {
  /** Pictures or texts of one native call; more are taken in turn. */
  public static final int BATCH = 16;

  private final ClipConfig config;
  private final PictureInput input;
  private final Optional<Tokenizer> tokenizer;
  private final Clip clip;
  private final PlacedWeights weights;
  private final Program program;

  private ClipModel(ClipFolder folder, PlacedWeights weights, Clip clip) {
    this.config = folder.config();
    this.input = folder.input();
    this.tokenizer = folder.tokenizer();
    this.clip = clip;
    this.weights = weights;
    List<Graph> graphs = new ArrayList<>();
    for (int batch : List.of(1, BATCH)) {
      graphs.add(pictureGraph(batch));
      tokenizer.ifPresent(t -> graphs.add(textGraph(batch, t.maxLength())));
    }
    this.program = Program.load(weights, graphs.toArray(Graph[]::new));
  }

  /**
   * Loads a folder in either of the layouts that {@link ClipFolder} tells.
   *
   * @throws ModelException if a file is missing, or says what is not supported
   */
  public static ClipModel load(Path path, LoadOptions options) {
    ClipFolder folder = ClipFolder.read(path);
    Clip clip = new Clip(Weights.root(), folder.config());
    PlacedWeights weights =
        FolderWeights.place(folder.binding(), path, clip.params(), options.runConfig(DType.F32));
    try {
      return new ClipModel(folder, weights, clip);
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  /** Width of a feature, E. */
  public int width() {
    return config.projection();
  }

  /** Pictures of any size to their features, one row (E) a picture. */
  public List<float[]> pictures(List<Rgb> pictures) {
    return inBatches("pictures", pictures, this::givePictures);
  }

  /**
   * Texts to their features, one row (E) a text; what is too long for the model is cut.
   *
   * @throws ModelException if the model's folder has no tokenizer
   */
  public List<float[]> texts(List<String> texts) {
    if (tokenizer.isEmpty()) {
      throw new ModelException(
          ModelException.Code.FILE_MISSING,
          "this CLIP model cannot read texts: vocab.json and merges.txt, or tokenizer.json, are"
              + " missing");
    }
    Tokenizer reader = tokenizer.orElseThrow();
    return inBatches("texts", texts, (call, part, batch) -> giveTexts(reader, call, part, batch));
  }

  @Override
  public long bytes() {
    return weights.bytes();
  }

  @Override
  public Optional<Generator> generator() {
    return Optional.empty();
  }

  @Override
  public void close() {
    program.close();
    weights.close();
  }

  /** Gives a call the inputs of {@code part}, filled up to {@code batch} rows. */
  @FunctionalInterface
  private interface Inputs<T> {
    Call give(Call call, List<T> part, int batch);
  }

  private <T> List<float[]> inBatches(String graph, List<T> all, Inputs<T> inputs) {
    List<float[]> rows = new ArrayList<>();
    int first = 0;
    while (first < all.size()) {
      int batch = all.size() - first == 1 ? 1 : BATCH;
      List<T> part = all.subList(first, Math.min(all.size(), first + batch));
      float[] features =
          inputs.give(program.call(name(graph, batch)), part, batch).run().floats("features");
      for (int i = 0; i < part.size(); i++) {
        rows.add(Arrays.copyOfRange(features, i * width(), (i + 1) * width()));
      }
      first += part.size();
    }
    return rows;
  }

  private Call givePictures(Call call, List<Rgb> part, int batch) {
    int size = 3 * input.side() * input.side();
    float[] x = new float[batch * size]; // (B, 3, H, W)
    for (int i = 0; i < part.size(); i++) {
      input.write(part.get(i), x, i * size);
    }
    return call.in("x", x);
  }

  private Call giveTexts(Tokenizer reader, Call call, List<String> part, int batch) {
    int n = reader.maxLength();
    long[] ids = new long[batch * n]; // (B, N)
    for (int i = 0; i < part.size(); i++) {
      System.arraycopy(reader.encode(part.get(i)).toLongs(), 0, ids, i * n, n);
    }
    return call.in("ids", ids).in("rows", config.text().pooledRows(ids, n));
  }

  private Graph pictureGraph(int batch) {
    int side = input.side();
    return Graph.trace(
        name("pictures", batch),
        trace ->
            trace.output("features", clip.imageFeatures(trace.input("x", batch, 3, side, side))));
  }

  private Graph textGraph(int batch, int n) {
    return Graph.trace(
        name("texts", batch),
        trace ->
            trace.output(
                "features",
                clip.textFeatures(trace.ids("ids", batch, n), trace.ids("rows", batch))));
  }

  private static String name(String graph, int batch) {
    return graph + "_" + batch;
  }
}
