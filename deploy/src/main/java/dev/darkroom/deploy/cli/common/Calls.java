package dev.darkroom.deploy.cli.common;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What picocli sets before it calls a command. */
public final class Calls {
  private Calls() {}

  public static CommandSpec of(@Nullable CommandSpec spec) {
    return Objects.requireNonNull(spec, "a command is called by the command line");
  }
}
