package dev.darkroom.deploy.cli.lab;

import picocli.CommandLine.Command;

/** The house world: what the house models are trained on and scored by. */
@Command(
    name = "world",
    mixinStandardHelpOptions = true,
    description = "Draws pictures of the house world and reads them back. No farm is needed.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {WorldDrawCommand.class, WorldJudgeCommand.class},
    footer = {"", "Example: darkroom world draw a small dotted heart --out heart.png"})
public final class WorldCommand {}
