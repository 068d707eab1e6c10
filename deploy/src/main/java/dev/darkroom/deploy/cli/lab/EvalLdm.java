package dev.darkroom.deploy.cli.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Terminal;
import dev.darkroom.house.Evaluation;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.ContactSheet;
import dev.darkroom.world.judge.Confusions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Scores {@code shapes-ldm} by the judge, beside the ceilings that its parts set. */
final class EvalLdm {
  private static final int SHEET_PICTURES = 32;

  @Option(names = "--steps", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  int steps = 20;

  @Option(names = "--guidance", paramLabel = "G", description = "Default: ${DEFAULT-VALUE}.")
  double guidance = 3;

  @Option(names = "--sampler", paramLabel = "S", description = "Default: ${DEFAULT-VALUE}.")
  String sampler = "ddim";

  @Option(
      names = "--sheet",
      paramLabel = "F",
      description = "Write the first " + SHEET_PICTURES + " pictures with their captions as a PNG.")
  @Nullable Path sheet;

  @Option(names = "--confusions", description = "Print the confusion table of every attribute.")
  boolean confusions;

  int run(String name, Path model, int pictures, boolean json) throws IOException {
    List<ContactSheet.Tile> tiles = new ArrayList<>();
    Confusions drawn = score(model, tiles, pictures, json);
    Confusions reconstructed =
        Evaluation.ofReconstructions(
            VaeConfig.read(ConfigFile.read(model.resolve("vae/config.json"))),
            Safetensors.open(model.resolve("vae/diffusion_pytorch_model.safetensors")),
            RunConfig.reference(),
            pictures);
    Confusions clean = Evaluation.ofDrawings(pictures);
    for (Attribute attribute : Attribute.values()) {
      System.out.println(
          json
              ? json(name, attribute, drawn, reconstructed, clean)
              : row(attribute, drawn, reconstructed, clean));
    }
    if (confusions) {
      for (Attribute attribute : Attribute.values()) {
        System.out.println("\n" + drawn.markdown(attribute));
      }
    }
    if (sheet != null) {
      ImageIO.write(new ContactSheet(8, 2).draw(tiles), "png", sheet.toFile());
    }
    return Exit.DONE;
  }

  private Confusions score(Path model, List<ContactSheet.Tile> tiles, int pictures, boolean json) {
    Terminal terminal = Terminal.ofProcess(json);
    int[] done = {0};
    try (LoadedModel loaded = new LdmLoader().load(model, LoadOptions.cpu())) {
      return Evaluation.ofModel(
          loaded.generator().orElseThrow(),
          new Evaluation.Settings(pictures, steps, guidance, sampler),
          picture -> {
            terminal.bar(++done[0] / (double) pictures, done[0] + " of " + pictures);
            if (tiles.size() < SHEET_PICTURES) {
              tiles.add(
                  new ContactSheet.Tile(
                      picture.picture().toBufferedImage(), picture.pair().caption()));
            }
          });
    } finally {
      terminal.clear();
    }
  }

  private static ObjectNode json(
      String name,
      Attribute attribute,
      Confusions drawn,
      Confusions reconstructed,
      Confusions clean) {
    return new ObjectMapper()
        .createObjectNode()
        .put("model", name)
        .put("attribute", attribute.words())
        .put("named", drawn.named(attribute))
        .put("right", drawn.accuracy(attribute))
        .put("autoencoder_ceiling", reconstructed.accuracy(attribute))
        .put("judge_ceiling", clean.accuracy(attribute));
  }

  private static String row(
      Attribute attribute, Confusions drawn, Confusions reconstructed, Confusions clean) {
    return String.format(
        Locale.ROOT,
        "%-10s  %5.1f %% of %d  (autoencoder's ceiling %5.1f %%, judge's %5.1f %%)",
        attribute.words(),
        100 * drawn.accuracy(attribute),
        drawn.named(attribute),
        100 * reconstructed.accuracy(attribute),
        100 * clean.accuracy(attribute));
  }
}
