package dev.darkroom.deploy.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.deploy.cli.Ran;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorldCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void whatIsDrawnIsReadBack() throws IOException {
    Path file = folder.resolve("new").resolve("star.png");
    String caption = "a large striped purple star with a white outline on a gray background";

    Ran drawn = draw(caption, "--seed", "7", "--json", "--out", file.toString());
    Ran judged = Ran.command("world", "judge", "--json", file.toString());

    assertThat(drawn.exit()).isZero();
    assertThat(judged.exit()).isZero();
    JsonNode scene = JSON.readTree(drawn.out());
    JsonNode read = JSON.readTree(judged.out());
    assertThat(scene.path("caption").asText()).isEqualTo(caption);
    assertThat(scene.path("seed").asLong()).isEqualTo(7);
    assertThat(read.path("explained").asDouble()).isGreaterThan(0.9);
    assertThat(read.path("shape").asText()).isEqualTo("star");
    assertThat(read.path("confidence").path("shape").asDouble()).isBetween(0.0, 1.0);
    for (String attribute :
        new String[] {"shape", "fill", "background", "pattern", "outline", "size", "position"}) {
      assertThat(read.path(attribute)).as(attribute).isEqualTo(scene.path(attribute));
    }
  }

  @Test
  void theSeedDecidesWhatTheCaptionLeavesFree() throws IOException {
    byte[] once = drawnWith("3");

    assertThat(drawnWith("3")).isEqualTo(once);
    assertThat(drawnWith("4")).isNotEqualTo(once);
  }

  @Test
  void peopleGetALineForEachAttribute() {
    String file = folder.resolve("heart.png").toString();
    draw("a small dotted heart on a white background", "--out", file);

    assertThat(Ran.command("world", "judge", file).out().lines())
        .hasSize(8)
        .first()
        .asString()
        .startsWith(file)
        .endsWith("% explained)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a red sqare          | unknown word "sqare": did you mean "square"?
          a red blue circle    | the caption names two fills: name one
          red circle, red background | fill and background are both red: use two different colours
          a star, blue outline | no outline is blue: use black or white
          """)
  void aCaptionOutsideTheGrammarIsOneLineThatSaysWhatWouldBeRight(String caption, String error) {
    Path file = folder.resolve("none.png");

    Ran ran = draw(caption, "--out", file.toString());

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err().strip()).isEqualTo("darkroom: " + error);
    assertThat(ran.out()).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void aFolderIsNoFileToDrawInto() {
    Ran ran = draw("a star", "--out", folder.toString());

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains(folder + " is a folder: name a file");
  }

  @Test
  void aPictureThatCannotBeJudgedIsNamed() throws IOException {
    Path wide = folder.resolve("wide.png");
    Files.write(wide, Png.encode(Rgb.of(128, 32, new byte[128 * 32 * 3])));
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");

    assertThat(judge(wide))
        .isEqualTo(
            new Ran(
                Exit.FAILED, "", error(wide + " is 128x32: the judge reads pictures of 64x64")));
    assertThat(judge(text).err()).contains(text + ": the picture is no PNG file");
    assertThat(judge(folder.resolve("gone.png")).err()).contains("gone.png does not exist");
    assertThat(judge(folder.resolve("gone.png")).exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void aCommandIsNeeded() {
    Ran ran = Ran.command("world");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("Missing required subcommand", "darkroom world --help");
  }

  private byte[] drawnWith(String seed) throws IOException {
    Path file = folder.resolve(seed + ".png");
    draw("a shape", "--seed", seed, "--out", file.toString());
    return Files.readAllBytes(file);
  }

  private static Ran draw(String caption, String... options) {
    var args = new ArrayList<>(List.of("world", "draw", caption));
    args.addAll(List.of(options));
    return Ran.command(args.toArray(String[]::new));
  }

  private static Ran judge(Path file) {
    return Ran.command("world", "judge", file.toString());
  }

  private static String error(String message) {
    return "darkroom: " + message + System.lineSeparator();
  }
}
