package dev.darkroom.deploy.cli.bench;

import dev.darkroom.deploy.cli.common.CommandFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Listed for the help's sake: the launcher runs the tests before Java starts. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = "Runs all the tests, as CI runs them.",
    footer = {"", "Example: darkroom test --long"})
public final class TestCommand implements Callable<Integer> {

  @Option(
      names = "--long",
      description = "Adds soaks, full fault matrices and full model evaluations.")
  boolean longToo;

  @Override
  public Integer call() {
    throw CommandFailure.usage(
        "tests are run by the launcher: call ./darkroom test from a checkout");
  }
}
