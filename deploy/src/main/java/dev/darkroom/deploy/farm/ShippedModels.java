package dev.darkroom.deploy.farm;

import dev.darkroom.storage.object.ModelRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The models that come with Darkroom: folders below {@code deploy/models} of its checkout. */
public final class ShippedModels {
  private ShippedModels() {}

  /** Those of the checkout that this process runs from; none where it runs from elsewhere. */
  public static List<Path> folders() {
    String home = System.getProperty("darkroom.home", "");
    return home.isEmpty() ? List.of() : below(Path.of(home, "deploy", "models"));
  }

  /** Every model's folder below a folder. */
  static List<Path> below(Path models) {
    if (!Files.isDirectory(models)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(models)) {
      return children.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + models, e);
    }
  }

  /** Publishes those that the farm does not have yet, in the version that is here. */
  static void publish(ModelRepository models, List<Path> folders) {
    for (Path folder : folders) {
      var _ = models.publish(ModelCards.card(folder), folder);
    }
  }
}
