package dev.darkroom.metrics.inception;

import dev.darkroom.image.Rgb;
import dev.darkroom.metrics.FeatureNet;
import dev.darkroom.model.FolderWeights;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@link Inception} in memory. One thread at a time may use it. */
public final class InceptionModel implements AutoCloseable {
  private static final int BATCH = 4;
  private static final int SIZE = 3 * Inception.SIDE * Inception.SIDE;

  private final InceptionInput input;
  private final PlacedWeights weights;
  private final Program program;

  /**
   * Places the weights of pytorch-fid's file; its classifier, which no feature needs, is left
   * alone.
   *
   * @throws dev.darkroom.failure.ModelException if they are not Inception's
   */
  public InceptionModel(TensorSource source, InceptionInput input, RunConfig config) {
    this.input = input;
    Inception net = new Inception(Weights.root());
    Binding binding = new Binding(source, InceptionModel::isUnused);
    this.weights = FolderWeights.place(binding, "Inception", net.params(), config);
    this.program =
        Program.load(
            weights,
            Graph.trace(
                "features",
                trace ->
                    trace.output(
                        "y",
                        net.forward(trace.input("x", BATCH, 3, Inception.SIDE, Inception.SIDE)))));
  }

  /** As a network to compare pictures by. */
  public FeatureNet net() {
    return new FeatureNet(
        "TensorFlow's Inception of 2015-12-05, pictures as " + input.id(), this::pictures);
  }

  /** Pictures of any size to their features, one row (2048) a picture. */
  public List<float[]> pictures(List<Rgb> pictures) {
    List<float[]> rows = new ArrayList<>();
    for (int first = 0; first < pictures.size(); first += BATCH) {
      List<Rgb> part = pictures.subList(first, Math.min(pictures.size(), first + BATCH));
      float[] x = new float[BATCH * SIZE];
      for (int i = 0; i < part.size(); i++) {
        input.write(part.get(i), x, i * SIZE);
      }
      float[] y = program.call("features").in("x", x).run().floats("y");
      for (int i = 0; i < part.size(); i++) {
        rows.add(Arrays.copyOfRange(y, i * Inception.WIDTH, (i + 1) * Inception.WIDTH));
      }
    }
    return rows;
  }

  @Override
  public void close() {
    program.close();
    weights.close();
  }

  private static boolean isUnused(String name) {
    return name.startsWith("fc.")
        || name.startsWith("AuxLogits.")
        || name.endsWith(".num_batches_tracked");
  }
}
