package dev.darkroom.deploy.cli.bench;

import dev.darkroom.bench.InversionRow;
import dev.darkroom.bench.UNetRow;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures steps of training at the size of published models. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a step of Textual Inversion on Stable Diffusion 1.5, weights random: with its"
          + " activations computed twice (checkpointing), then with all of them kept.",
      "The weights are made once and kept in the cache folder."
    },
    footer = {"", "Example: darkroom bench train --dtype f32 --steps 2"})
final class BenchTrainCommand implements Callable<Integer> {
  @Mixin StepBench bench = new StepBench();

  @Override
  public Integer call() {
    bench.head();
    for (UNetRow.Options options : bench.rows()) {
      InversionRow row = new InversionRow(options);
      for (boolean checkpointing : List.of(true, false)) { // what takes more memory comes last
        bench.print(row.measure(checkpointing), Map.of("checkpointing", checkpointing));
      }
    }
    return Exit.DONE;
  }
}
