package dev.darkroom.deploy.cli.bench;

import dev.darkroom.bench.UNetRow;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures the networks at the size of published models. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a sampler's step with the UNet of Stable Diffusion 1.5, weights random.",
      "The weights are made once and kept in the cache folder: 3.4 GB for f32, 1.7 GB for bf16."
    },
    footer = {"", "Example: darkroom bench model --dtype bf16 --threads 2"})
final class BenchModelCommand implements Callable<Integer> {
  @Mixin StepBench bench = new StepBench();

  @Override
  public Integer call() {
    bench.head();
    for (UNetRow.Options row : bench.rows()) {
      bench.print(UNetRow.measure(row), Map.of());
    }
    return Exit.DONE;
  }
}
