package dev.darkroom.deploy.cli.pool;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A pool that was not. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = "Creates a pool; workers join it with --pool.",
    footer = {"", "Example: darkroom pools create night --kind inversion --label gpu=h100"})
final class PoolsCreate implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Mixin PoolOptions options = new PoolOptions();

  @Parameters(paramLabel = "POOL", description = "Its name.")
  String pool = "";

  @Option(
      names = "--partition",
      paramLabel = "N",
      description = "Where in the log it stands (default: where the fewest pools do).")
  @Nullable Integer partition;

  @Override
  public Integer call() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", pool);
    if (partition != null) {
      body.put("partition", partition);
    }
    body.putAll(options.fields());
    try (FarmClient farm = common.connect()) {
      PoolLine.print(farm.post("/v1/pools", body), common.json);
      return Exit.DONE;
    }
  }
}
