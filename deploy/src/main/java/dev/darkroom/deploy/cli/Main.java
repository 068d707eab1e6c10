package dev.darkroom.deploy.cli;

import dev.darkroom.client.FarmRefused;
import dev.darkroom.client.FarmUnreachable;
import dev.darkroom.client.FarmUntrusted;
import dev.darkroom.deploy.cli.access.AuditCommand;
import dev.darkroom.deploy.cli.access.KeysCommand;
import dev.darkroom.deploy.cli.access.TenantsCommand;
import dev.darkroom.deploy.cli.access.WebhooksCommand;
import dev.darkroom.deploy.cli.batch.BatchCommand;
import dev.darkroom.deploy.cli.bench.BenchCommand;
import dev.darkroom.deploy.cli.bench.SimulateCommand;
import dev.darkroom.deploy.cli.bench.TestCommand;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.SettingFlags;
import dev.darkroom.deploy.cli.common.Terminal;
import dev.darkroom.deploy.cli.farm.DemoCommand;
import dev.darkroom.deploy.cli.farm.DoctorCommand;
import dev.darkroom.deploy.cli.farm.RunCommand;
import dev.darkroom.deploy.cli.farm.UpCommand;
import dev.darkroom.deploy.cli.file.FilesCommand;
import dev.darkroom.deploy.cli.file.UploadsCommand;
import dev.darkroom.deploy.cli.job.DeadLettersCommand;
import dev.darkroom.deploy.cli.job.FinetuneCommand;
import dev.darkroom.deploy.cli.job.GenerateCommand;
import dev.darkroom.deploy.cli.job.InvertCommand;
import dev.darkroom.deploy.cli.job.JobsCommand;
import dev.darkroom.deploy.cli.job.LogsCommand;
import dev.darkroom.deploy.cli.job.SteerCommand;
import dev.darkroom.deploy.cli.job.WatchCommand;
import dev.darkroom.deploy.cli.lab.EvalCommand;
import dev.darkroom.deploy.cli.lab.ParityCommand;
import dev.darkroom.deploy.cli.lab.TrainCommand;
import dev.darkroom.deploy.cli.lab.WorldCommand;
import dev.darkroom.deploy.cli.model.EmbeddingsCommand;
import dev.darkroom.deploy.cli.model.LoraCommand;
import dev.darkroom.deploy.cli.model.ModelsCommand;
import dev.darkroom.deploy.cli.pool.PoolsCommand;
import dev.darkroom.deploy.cli.pool.WorkersCommand;
import dev.darkroom.deploy.config.SettingException;
import dev.darkroom.world.CaptionException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code darkroom} command. */
@Command(
    name = "darkroom",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "A streaming render farm that develops latents into pictures.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      GenerateCommand.class,
      InvertCommand.class,
      FinetuneCommand.class,
      JobsCommand.class,
      WatchCommand.class,
      LogsCommand.class,
      UploadsCommand.class,
      FilesCommand.class,
      SteerCommand.Cancel.class,
      SteerCommand.Pause.class,
      SteerCommand.Resume.class,
      SteerCommand.Retry.class,
      WorldCommand.class,
      TrainCommand.class,
      EvalCommand.class,
      ParityCommand.class,
      ModelsCommand.class,
      EmbeddingsCommand.class,
      LoraCommand.class,
      PoolsCommand.class,
      WorkersCommand.class,
      KeysCommand.class,
      WebhooksCommand.class,
      AuditCommand.class,
      TenantsCommand.class,
      BatchCommand.class,
      DeadLettersCommand.class,
      ApiCommand.class,
      StatusCommand.class,
      RunCommand.class,
      DoctorCommand.class,
      BenchCommand.class,
      SimulateCommand.class,
      TestCommand.class,
      CommandLine.HelpCommand.class,
      CompletionCommand.class
    },
    footer = {"", "Example: darkroom demo --prompt \"a large red circle on a blue background\""})
public final class Main {

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    CommandLine line = commandLine(args);
    if (args.length == 0) {
      line.usage(line.getErr());
      return Exit.USAGE;
    }
    return line.execute(args);
  }

  /** The command line that {@code args} are for: its streams can still be changed. */
  static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Main());
    SettingFlags.addTo(subcommand(line, "up"), true);
    for (String action : List.of("add", "remove")) {
      SettingFlags.addTo(subcommand(subcommand(line, "models"), action), true);
    }
    for (String part : List.of("gateway", "scheduler", "worker")) {
      SettingFlags.addTo(subcommand(subcommand(line, "run"), part), false);
    }
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((e, command, _) -> report(e, command, args));
    line.setParameterExceptionHandler((e, _) -> {
      PrintWriter err = e.getCommandLine().getErr();
      err.println("darkroom: " + e.getMessage());
      boolean _ = CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
      err.println("See '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
      return Exit.USAGE;
    });
    if (System.getenv("NO_COLOR") != null || !Terminal.isTerminal()) {
      line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }
    return line;
  }

  private static CommandLine subcommand(CommandLine line, String name) {
    return Objects.requireNonNull(line.getSubcommands().get(name), name);
  }

  private static int report(Exception e, CommandLine command, String[] args) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    command.getErr().println("darkroom: " + message.lines().findFirst().orElse(message));
    if (Arrays.asList(args).contains("--verbose")) {
      e.printStackTrace(command.getErr());
    }
    return switch (e) {
      case CommandFailure failure -> failure.exit();
      case CaptionException _ -> Exit.USAGE;
      case FarmUnreachable _ -> Exit.UNREACHABLE;
      case FarmUntrusted _ -> Exit.UNREACHABLE;
      case SettingException _ -> Exit.USAGE;
      case FarmRefused _ -> Exit.FAILED;
      case InterruptedException _ -> Exit.INTERRUPTED;
      default -> Exit.FAILED;
    };
  }
}
