package dev.darkroom.deploy.cli.file;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.OutFile;
import dev.darkroom.deploy.cli.common.Sending;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Files that were brought to the farm. */
@Command(
    name = "uploads",
    mixinStandardHelpOptions = true,
    description = "Brings, lists, shows and removes files that jobs begin with.",
    subcommands = {
      UploadsCommand.Add.class,
      UploadsCommand.Listing.class,
      UploadsCommand.Show.class,
      UploadsCommand.Remove.class
    },
    footer = {"", "Example: darkroom uploads add cat.png --caption \"a photo of {}\""})
public final class UploadsCommand implements Callable<Integer> {
  private static final Shelf SHELF = new Shelf("/v1/uploads", "size_bytes", "name");

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(), "uploads what? Use add, list, show or remove");
  }

  /** Brings a file. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Brings a picture, a zip of pictures or a safetensors file, and prints its id.",
      footer = {"", "Example: darkroom uploads add cat.png"})
  static final class Add implements Callable<Integer> {
    @Mixin Common common = new Common();
    @Mixin WayOption way = new WayOption();

    @Parameters(paramLabel = "F", description = "The file.")
    Path file = Path.of("");

    @Option(names = "--caption", paramLabel = "C", description = "What the picture shows.")
    @Nullable String caption;

    @Override
    public Integer call() throws IOException {
      OutFile.requireInput(file);
      try (FarmClient farm = common.connect()) {
        String id = upload(farm);
        System.out.println(common.json ? farm.get(SHELF.of(id)).toString() : id);
        return Exit.DONE;
      }
    }

    private String upload(FarmClient farm) throws IOException {
      try (Sending sending = Sending.of(file, common.json)) {
        return farm.files().upload(file, Optional.ofNullable(caption), way.way(), sending);
      }
    }
  }

  /** A page of them. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the files that were brought.",
      footer = {"", "Example: darkroom uploads list --limit 100"})
  static final class Listing extends Shelf.Contents {
    Listing() {
      super(SHELF);
    }
  }

  /** One of them. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows a file that was brought.",
      footer = {"", "Example: darkroom uploads show 5f1c…"})
  static final class Show extends Shelf.Show {
    Show() {
      super(SHELF);
    }
  }

  /** Takes one away. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Removes a file; jobs that still want it will fail.",
      footer = {"", "Example: darkroom uploads remove 5f1c…"})
  static final class Remove extends Shelf.Remove {
    Remove() {
      super(SHELF);
    }
  }
}
