package dev.darkroom.deploy.cli.farm;

import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.Interrupts;
import dev.darkroom.deploy.cli.common.Logs;
import dev.darkroom.deploy.cli.common.SettingFlags;
import dev.darkroom.deploy.cli.common.Verbosity;
import dev.darkroom.deploy.config.SettingTexts;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A part alone, until a signal comes. */
abstract class RunPart implements Callable<Integer> {
  @Mixin SettingFlags settings = new SettingFlags();

  @Spec @Nullable CommandSpec spec;

  @Mixin Verbosity verbosity = new Verbosity();

  /** Starts the part and prints what others need to reach it; answers what stops it. */
  abstract Runnable start(SettingTexts texts);

  @Override
  public final Integer call() {
    Logs.toStandardError();
    SettingTexts texts = settings.texts(Calls.of(spec), System.getenv());
    Interrupts interrupts = Interrupts.hear();
    Runnable stop = start(texts);
    try {
      System.out.flush();
      interrupts.await();
    } finally {
      stop.run();
    }
    return interrupts.exit();
  }
}
