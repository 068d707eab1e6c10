package dev.darkroom.deploy.cli.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Listing;
import dev.darkroom.deploy.cli.common.OnOne;
import dev.darkroom.deploy.cli.common.Page;
import java.util.Locale;
import picocli.CommandLine.Mixin;

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
  abstract static class Contents extends Listing {
    @Mixin Page page = new Page();

    private final Shelf shelf;

    Contents(Shelf shelf) {
      this.shelf = shelf;
    }

    @Override
    protected JsonNode ask(FarmClient farm) {
      return farm.get(shelf.path() + page.query());
    }

    @Override
    protected String line(JsonNode file) {
      return shelf.line(file);
    }
  }

  /** What is known of one. */
  abstract static class Show extends OnOne {
    private final Shelf shelf;

    Show(Shelf shelf) {
      this.shelf = shelf;
    }

    @Override
    protected JsonNode ask(FarmClient farm, String id) {
      return farm.get(shelf.of(id));
    }
  }

  /** Takes one away. */
  abstract static class Remove extends OnOne {
    private final Shelf shelf;

    Remove(Shelf shelf) {
      this.shelf = shelf;
    }

    @Override
    protected JsonNode ask(FarmClient farm, String id) {
      var _ = farm.delete(shelf.of(id));
      return Page.gone(id);
    }

    @Override
    protected String text(JsonNode gone) {
      return "removed";
    }
  }
}
