package dev.darkroom.house;

import dev.darkroom.nn.RunConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A model that this project makes itself, from nothing, on the house world. */
public sealed interface HouseModel permits ShapesLdm, ShapesClip {

  /** Every house model. */
  static List<HouseModel> all() {
    return List.of(new ShapesLdm(), new ShapesClip());
  }

  /** The house model of that name, if there is one. */
  static Optional<HouseModel> named(String name) {
    return all().stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /** As the farm and its commands call it. */
  String name();

  /** The file that every folder of this model has, however far its training is. */
  String index();

  /** Writes what is known before any training: configurations and vocabulary. */
  void begin(Path model) throws IOException;

  /** Trains whatever is left of a run; stopped at any moment, it goes on from its checkpoints. */
  void train(RunFolder run, RunConfig config, TrainingListener listener) throws IOException;
}
