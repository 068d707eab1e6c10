package dev.darkroom.deploy.cli.farm;

import dev.darkroom.deploy.cli.common.Calls;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One part alone. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs one part of a farm alone, against Kafka, Redis and S3 servers elsewhere.",
    subcommands = {RunGateway.class, RunScheduler.class, RunWorker.class},
    footer = {
      "",
      "Example: darkroom run worker --kafka.bootstrap kafka:9092 --redis.url redis://redis:6379"
          + " --s3.endpoint http://s3:9000 --s3.access-key K --s3.secret-key S"
    })
public final class RunCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(), "run what? Use gateway, scheduler or worker");
  }
}
