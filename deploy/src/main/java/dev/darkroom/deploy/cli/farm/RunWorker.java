package dev.darkroom.deploy.cli.farm;

import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.Logs;
import dev.darkroom.deploy.cli.common.SettingFlags;
import dev.darkroom.deploy.cli.common.Verbosity;
import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.deploy.config.Form;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.config.Settings;
import dev.darkroom.deploy.farm.FarmFolder;
import dev.darkroom.deploy.farm.SupervisedStart;
import dev.darkroom.deploy.farm.WorkerPart;
import dev.darkroom.worker.WorkerProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A worker alone. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    description = "Runs a worker: SIGTERM drains it, a second one stops it at once.",
    footer = {
      "",
      "Example: darkroom run worker --config farm.properties --pool gpu --label gpu=a100"
    })
final class RunWorker implements Callable<Integer> {
  @Mixin SettingFlags settings = new SettingFlags();

  @Spec @Nullable CommandSpec spec;

  @Mixin Verbosity verbosity = new Verbosity();

  @Option(names = "--pool", paramLabel = "P", description = "The pool that it works in.")
  @Nullable String pool;

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "A word of its operator's own; may be repeated.")
  Map<String, String> labels = Map.of();

  /** The data folder of the farm that supervises this process; its settings alone count then. */
  @Option(names = "--supervised", paramLabel = "DIR", hidden = true)
  @Nullable Path supervisor;

  @Override
  public Integer call() throws InterruptedException {
    Logs.toStandardError();
    FarmSettings farm = FarmSettings.of(texts());
    if (supervisor != null) {
      SupervisedStart.await(supervisor, farm);
    }
    WorkerPart worker = WorkerPart.start(farm);
    int code =
        supervisor == null
            ? WorkerProcess.await(worker.service())
            : WorkerProcess.awaitSupervised(worker.service(), System.in);
    if (code == WorkerProcess.LEFT) {
      worker.close();
    }
    // Native code may hang in a thread of this process: nothing is waited for any more.
    Runtime.getRuntime().halt(code);
    return code;
  }

  private SettingTexts texts() {
    SettingTexts texts =
        supervisor == null
            ? settings.texts(Calls.of(spec), System.getenv())
            : SettingTexts.ofFile(FarmFolder.settings(supervisor))
                .under(SettingFlags.flags(Calls.of(spec)));
    Map<String, String> own = new HashMap<>();
    if (pool != null) {
      own.put(Settings.WORKER_POOL.key(), pool);
    }
    if (!labels.isEmpty()) {
      own.put(Settings.WORKER_LABELS.key(), Form.text(labels));
    }
    return texts.under(SettingTexts.of(own, "the command line"));
  }
}
