package dev.darkroom.deploy.cli.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.clip.ClipModel;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.house.CaptionRetrieval;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.world.Attribute;
import java.nio.file.Path;
import java.util.Locale;

/** Scores {@code shapes-clip}: whether it finds a caption among those that differ in one word. */
final class EvalClip {
  private EvalClip() {}

  static int run(String name, Path model, int pictures, boolean json) {
    CaptionRetrieval retrieval;
    try (ClipModel clip = ClipModel.load(model, LoadOptions.cpu())) {
      retrieval = CaptionRetrieval.of(clip, pictures);
    }
    for (Attribute attribute : Attribute.values()) {
      CaptionRetrieval.Tally tally = retrieval.tally(attribute);
      System.out.println(
          json
              ? new ObjectMapper()
                  .createObjectNode()
                  .put("model", name)
                  .put("attribute", attribute.words())
                  .put("asked", tally.asked())
                  .put("right", tally.accuracy())
                  .put("chance", tally.chance())
              : String.format(
                  Locale.ROOT,
                  "%-10s  %5.1f %% of %d  (by chance %4.1f %%)",
                  attribute.words(),
                  100 * tally.accuracy(),
                  tally.asked(),
                  100 * tally.chance()));
    }
    return Exit.DONE;
  }
}
