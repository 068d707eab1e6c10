package dev.darkroom.deploy.cli.bench;

import picocli.CommandLine.Command;

/** The benchmarks, each a subcommand. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures parts of Darkroom on this machine.",
    synopsisSubcommandLabel = "BENCHMARK",
    subcommands = {
      BenchModelCommand.class,
      BenchTrainCommand.class,
      BenchFarmCommand.class,
      BenchSchedulerCommand.class,
      BenchGatewayCommand.class
    },
    footer = {"", "Example: darkroom bench model --dtype bf16 --threads 2"})
public final class BenchCommand {}
