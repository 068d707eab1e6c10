package dev.darkroom.deploy.cli.lab;

import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.house.HouseModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The house models by name, and where this checkout keeps them. */
public final class HouseModels {
  private HouseModels() {}

  /**
   * The house model of that name.
   *
   * @throws CommandFailure if there is none
   */
  public static HouseModel named(String name) {
    return HouseModel.named(name)
        .orElseThrow(() ->
            CommandFailure.usage(
                "'%s' is no house model: use %s"
                    .formatted(
                        name,
                        HouseModel.all().stream()
                            .map(HouseModel::name)
                            .collect(Collectors.joining(" or ")))));
  }

  /**
   * The model's folder in this checkout.
   *
   * @throws CommandFailure if it is not there
   */
  public static Path shipped(HouseModel model) {
    String name = model.name();
    Path folder = Path.of(System.getProperty("darkroom.home", ""), "deploy", "models", name);
    if (!Files.isDirectory(folder)) {
      throw CommandFailure.failed(
          folder
              + " is not there: name the model's folder with --folder, or make one with 'darkroom"
              + " train "
              + name
              + "'");
    }
    return folder;
  }
}
