package dev.darkroom.deploy.cli.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.OutFile;
import dev.darkroom.deploy.cli.common.Sending;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Files that are kept under a purpose, as OpenAI's clients know them. */
@Command(
    name = "files",
    mixinStandardHelpOptions = true,
    description = "Keeps, lists, shows, fetches and removes files of batches in OpenAI's form.",
    subcommands = {
      FilesCommand.Add.class,
      FilesCommand.Listing.class,
      FilesCommand.Show.class,
      FilesCommand.Get.class,
      FilesCommand.Remove.class
    },
    footer = {"", "Example: darkroom files add lines.jsonl --purpose batch"})
public final class FilesCommand implements Callable<Integer> {
  private static final Shelf SHELF = new Shelf("/v1/files", "bytes", "filename");

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(), "files what? Use add, list, show, get or remove");
  }

  /** Brings a file. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Keeps a file, and prints its id.",
      footer = {"", "Example: darkroom files add lines.jsonl --purpose batch"})
  static final class Add implements Callable<Integer> {
    @Mixin Common common = new Common();
    @Mixin WayOption way = new WayOption();

    @Parameters(paramLabel = "F", description = "The file.")
    Path file = Path.of("");

    @Option(
        names = "--purpose",
        paramLabel = "P",
        description = "batch, fine-tune, vision or user_data (default: ${DEFAULT-VALUE}).")
    String purpose = "batch";

    @Override
    public Integer call() throws IOException {
      OutFile.requireInput(file);
      JsonNode kept = keep();
      System.out.println(common.json ? kept.toString() : kept.path("id").asText());
      return Exit.DONE;
    }

    private JsonNode keep() throws IOException {
      try (FarmClient farm = common.connect();
          Sending sending = Sending.of(file, common.json)) {
        return farm.files().keep(file, purpose, way.way(), sending);
      }
    }
  }

  /** A page of them. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the files that are kept, the newest first.",
      footer = {"", "Example: darkroom files list --limit 100"})
  static final class Listing extends Shelf.Contents {
    Listing() {
      super(SHELF);
    }
  }

  /** One of them. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows a file.",
      footer = {"", "Example: darkroom files show file-019a8f2c…"})
  static final class Show extends Shelf.Show {
    Show() {
      super(SHELF);
    }
  }

  /** What is in it. */
  @Command(
      name = "get",
      mixinStandardHelpOptions = true,
      description = "Fetches a file's bytes into --out.",
      footer = {"", "Example: darkroom files get file-019a8f2c… --out results.jsonl"})
  static final class Get implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Parameters(paramLabel = "ID", description = "The file.")
    String id = "";

    @Option(names = "--out", paramLabel = "F", required = true, description = "Where it goes.")
    Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
      try (FarmClient farm = common.connect();
          InputStream bytes = farm.stream(SHELF.of(id) + "/content")) {
        long size = Files.copy(bytes, out, StandardCopyOption.REPLACE_EXISTING);
        System.out.println(
            common.json
                ? JsonNodeFactory.instance
                    .objectNode()
                    .put("file", out.toString())
                    .put("bytes", size)
                    .toString()
                : out.toString());
        return Exit.DONE;
      }
    }
  }

  /** Takes one away. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Removes a file.",
      footer = {"", "Example: darkroom files remove file-019a8f2c…"})
  static final class Remove extends Shelf.Remove {
    Remove() {
      super(SHELF);
    }
  }
}
