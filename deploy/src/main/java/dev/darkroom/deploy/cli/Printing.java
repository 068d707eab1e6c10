package dev.darkroom.deploy.cli;

import picocli.CommandLine.Option;

/** The options of every command that prints something. */
class Printing extends Verbosity {
  @Option(names = "--json", description = "Print JSON for machines on standard output.")
  boolean json;
}
