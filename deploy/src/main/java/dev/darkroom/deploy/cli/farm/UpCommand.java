package dev.darkroom.deploy.cli.farm;

import dev.darkroom.client.FarmAddress;
import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.DataFolder;
import dev.darkroom.deploy.cli.common.Interrupts;
import dev.darkroom.deploy.cli.common.Logs;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.deploy.cli.common.SettingFlags;
import dev.darkroom.deploy.cli.common.Terminal;
import dev.darkroom.deploy.embedded.EmbeddedException;
import dev.darkroom.deploy.farm.Farm;
import dev.darkroom.deploy.farm.FarmFolder;
import dev.darkroom.deploy.farm.FarmPlan;
import dev.darkroom.deploy.farm.ShippedModels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Keeps a farm running on this machine until it is told to stop. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps a farm running on this machine: Kafka, Redis, an S3 server, gateway, scheduler, workers.",
      "What it accepted survives Ctrl-C and kill -9: start it again on the same folder."
    },
    footer = {
      "",
      "Every setting of 'darkroom run' is a flag here too; naming a Kafka, Redis or S3 server uses it.",
      "",
      "Example: darkroom up --port 8080 --workers 2"
    })
public final class UpCommand implements Callable<Integer> {
  private static final Duration READY_LIMIT = Duration.ofMinutes(3);

  @Mixin SettingFlags settings = new SettingFlags();

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept (default: ~/.darkroom).")
  Path data = DataFolder.standard();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The gateway's port, 0 for any free one (default: ${DEFAULT-VALUE}).")
  int port = 8080;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Worker processes (default: ${DEFAULT-VALUE}).")
  int workers = 1;

  @Mixin Printing printing = new Printing();

  @Override
  public Integer call() {
    FarmPlan plan =
        new FarmPlan(
            data,
            port,
            workers,
            settings.texts(Calls.of(spec), System.getenv()),
            ShippedModels.folders(),
            READY_LIMIT);
    Logs.toFile(FarmFolder.log(data.toAbsolutePath(), "farm"));
    Terminal terminal = Terminal.ofProcess(printing.json);
    Interrupts interrupts = Interrupts.hear();
    terminal.line("starting Kafka, Redis, an S3 server, gateway, scheduler and workers …");
    try (Farm farm = Farm.start(plan)) {
      terminal.clear();
      announce(farm.address());
      interrupts.await();
      terminal.line("stopping …");
    } catch (EmbeddedException e) {
      if (!interrupts.came()) {
        throw e;
      }
    }
    terminal.clear();
    return interrupts.exit();
  }

  private void announce(FarmAddress address) {
    if (printing.json) {
      System.out.println(new String(address.json(), StandardCharsets.UTF_8));
    } else {
      System.out.println("farm  " + address.url());
      System.out.println("key   " + address.key());
      System.out.println("data  " + data.toAbsolutePath().normalize());
    }
    System.out.flush();
  }
}
