package dev.darkroom.deploy.cli.common;

import picocli.CommandLine.Option;

/** The options of every command that prints something. */
public class Printing extends Verbosity {
  @Option(names = "--json", description = "Print JSON for machines on standard output.")
  public boolean json;
}
