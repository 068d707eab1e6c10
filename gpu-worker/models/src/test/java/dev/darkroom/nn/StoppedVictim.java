package dev.darkroom.nn;

import dev.darkroom.weights.DType;

/** A process that is told to stop while it is inside libtorch: it convolves until then. */
final class StoppedVictim {
  static final String RUNNING = "running";
  private static final int WIDTH = 64;

  private StoppedVictim() {}

  public static void main(String[] args) {
    Weights weights = Weights.root();
    Conv2d conv = Conv2d.k3(weights.at("conv"), WIDTH, WIDTH);
    Graph graph =
        Graph.trace(
            "run",
            t -> {
              Sym x = t.input("x", 2, WIDTH, 32, 32);
              for (int i = 0; i < 200; i++) {
                x = F.silu(conv.forward(x));
              }
              t.output("y", x.mean());
            });
    RunConfig config = RunConfig.reference().with(DType.BF16).withChannelsLast(true);
    float[] x = Evaluate.wave(2 * WIDTH * 32 * 32, 0);
    try (Program program = Program.load(config, Evaluate.initial(weights, 1), graph)) {
      for (long i = 0; i < Long.MAX_VALUE; i++) {
        program.call("run").in("x", x).run();
        if (i == 3) {
          System.out.println(RUNNING);
        }
      }
    }
  }
}
