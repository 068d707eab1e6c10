package dev.darkroom.deploy.cli;

import picocli.CommandLine.Option;

/** How much an error tells. {@link Main} reads it before any command does. */
class Verbosity {
  @Option(names = "--verbose", description = "Print the stack of an error.")
  boolean verbose;
}
