package dev.darkroom.deploy.cli.common;

import picocli.CommandLine.Option;

/** How much an error tells. The command itself reads it before any command does. */
public class Verbosity {
  @Option(names = "--verbose", description = "Print the stack of an error.")
  boolean verbose;
}
