package dev.darkroom.deploy.cli.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Page;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * A place of the farm where files lie, and what is asked of every such place alike.
 *
 * @param path of the API
 * @param bytes the field that tells a file's size
 * @param name the field that tells its name
 */
record Shelf(String path, String bytes, String name) {
  String of(String id) {
    return path + "/" + FarmClient.text(id);
  }

  private String line(JsonNode file) {
    return String.format(
        Locale.ROOT,
        "%s  %10d  %s",
        file.path("id").asText(),
        file.path(bytes).asLong(),
        file.path(name).asText());
  }

  /** A page of them. */
  abstract static class Listing implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Page page = new Page();

    private final Shelf shelf;

    Listing(Shelf shelf) {
      this.shelf = shelf;
    }

    @Override
    public Integer call() {
      try (FarmClient farm = common.connect()) {
        for (JsonNode file : farm.get(shelf.path() + page.query()).path("data")) {
          System.out.println(common.json ? file.toString() : shelf.line(file));
        }
        return Exit.DONE;
      }
    }
  }

  /** What is asked of one of them. */
  private abstract static class OnOne implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Parameters(paramLabel = "ID", description = "Its id.")
    String id = "";

    /** What is printed. */
    abstract String ask(FarmClient farm);

    @Override
    public Integer call() {
      try (FarmClient farm = common.connect()) {
        System.out.println(ask(farm));
        return Exit.DONE;
      }
    }
  }

  /** What is known of one. */
  abstract static class Show extends OnOne {
    private final Shelf shelf;

    Show(Shelf shelf) {
      this.shelf = shelf;
    }

    @Override
    String ask(FarmClient farm) {
      JsonNode file = farm.get(shelf.of(id));
      return common.json ? file.toString() : file.toPrettyString();
    }
  }

  /** Takes one away. */
  abstract static class Remove extends OnOne {
    private final Shelf shelf;

    Remove(Shelf shelf) {
      this.shelf = shelf;
    }

    @Override
    String ask(FarmClient farm) {
      var _ = farm.delete(shelf.of(id));
      return common.json ? Page.gone(id) : "removed";
    }
  }
}
