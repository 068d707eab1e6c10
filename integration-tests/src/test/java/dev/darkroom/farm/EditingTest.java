package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.client.Job;
import dev.darkroom.deploy.farm.LoraCards;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Pictures;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.CaptionParser;
import dev.darkroom.world.Hue;
import dev.darkroom.world.SeedStream;
import dev.darkroom.world.WorldPainter;
import dev.darkroom.world.judge.Judge;
import dev.darkroom.world.judge.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that begin with pictures, through the whole farm, drawn by the shipped house model. */
@Timeout(300)
class EditingTest {
  private static final String RED = "a large red circle in the center on a blue background";
  private static final String GREEN = "a large green square in the center on a blue background";

  /**
   * The mask is white from here to as far from the other edge: all of a large shape lies within.
   */
  private static final int MARGIN = 6;

  @TempDir private static Path folder;
  private static Farmyard farm;
  private static Rgb circle;
  private static String circleId;

  @BeforeAll
  static void start() {
    farm = Farmyard.complete(Duration.ofSeconds(30));
    farm.publish(Path.of("../deploy/models/shapes-ldm"));
    circle = Rgb.of(WorldPainter.draw(CaptionParser.parse(RED).complete(new SeedStream(1)), 1));
    circleId = upload(circle);
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @Test
  void aMaskedPartIsDrawnAsThePromptSaysAndTheRestStaysPixelByPixel() throws IOException {
    Rgb drawn =
        drawn(Map.of("prompt", GREEN, "image", circleId, "mask_image", upload(mask()), "seed", 1));

    for (int y = 0; y < drawn.height(); y++) {
      for (int x = 0; x < drawn.width(); x++) {
        if (!isMasked(x, y)) {
          assertThat(drawn.at(x, y)).isEqualTo(circle.at(x, y));
        }
      }
    }
    Reading reading = read(drawn);
    assertThat(reading.scene().get(Attribute.FILL)).isEqualTo(Hue.GREEN);
    assertThat(reading.scene().get(Attribute.BACKGROUND)).isEqualTo(Hue.BLUE);
  }

  @Test
  void thePictureThatIsBegunWithIsKeptTheMoreTheSmallerTheStrength() throws IOException {
    Map<String, Object> asked = Map.of("prompt", GREEN, "image", circleId, "seed", 2);

    Rgb near = drawn(with(asked, "strength", 0.2));
    Rgb far = drawn(with(asked, "strength", 1));

    assertThat(read(near).scene().get(Attribute.FILL)).isEqualTo(Hue.RED);
    assertThat(read(far).scene().get(Attribute.FILL)).isEqualTo(Hue.GREEN);
    assertThat(distance(near, circle)).isLessThan(distance(far, circle) / 3);
  }

  @Test
  void aJobsOutputMayBeBegunWithAndAJpegComesBackAsOne() throws IOException {
    Job first = ended(Map.of("prompt", RED, "seed", 3));
    String output = first.id() + "/" + first.outputs().getFirst().name();

    Job second =
        ended(Map.of("prompt", RED, "image", output, "strength", 0.3, "output_format", "jpeg"));

    assertThat(second.outputs().getFirst().name()).isEqualTo("image-0.jpg");
    assertThat(read(picture(second)).scene().get(Attribute.FILL)).isEqualTo(Hue.RED);
  }

  @Test
  void aSecondPassDrawsTheSameThingLarger() throws IOException {
    Rgb large = drawn(Map.of("prompt", RED, "seed", 4, "hires_scale", 2, "hires_strength", 0.5));

    assertThat(large.width()).isEqualTo(128);
    assertThat(read(large.halved()).scene().get(Attribute.FILL)).isEqualTo(Hue.RED);
  }

  @Test
  void aLoraOfAnotherKindOfModelIsRefusedWithBothShapesAndOneThatChangesNothingChangesNothing()
      throws IOException {
    publish("wide", 768);
    publish("idle", 128);
    Map<String, Object> asked = Map.of("prompt", RED, "seed", 5);

    Job refused = ended(with(asked, "prompt", RED + " <lora:wide:0.5>"));
    Rgb idle = drawn(with(asked, "loras", List.of(Map.of("name", "idle"))));

    assertThat(refused.status()).isEqualTo("failed");
    assertThat(refused.error().orElseThrow()).contains("768", "128", "another kind of model");
    assertThat(idle).isEqualTo(drawn(asked));
  }

  @Test
  void theCommandBringsThePicturesAndTakesTheResultInTheFormatOfItsFile() throws Exception {
    Path out = folder.resolve("square.webp");
    Path init = Files.write(folder.resolve("init.png"), Png.encode(circle));
    Path mask = Files.write(folder.resolve("mask.png"), Png.encode(mask()));

    generate(
        0,
        GREEN,
        "--init",
        init.toString(),
        "--mask",
        mask.toString(),
        "--seed",
        "1",
        "--out",
        out.toString());

    Rgb drawn = Pictures.decode(Files.readAllBytes(out), ImageLimits.DEFAULT);
    assertThat(drawn.at(0, 0)).isEqualTo(circle.at(0, 0));
    assertThat(read(drawn).scene().get(Attribute.FILL)).isEqualTo(Hue.GREEN);
    assertThat(Pictures.parameters(Files.readAllBytes(out), ImageLimits.DEFAULT).orElseThrow())
        .startsWith(GREEN)
        .contains("Denoising strength: 1.0");
  }

  @Test
  void aCallThatCannotBeIsOneLineAboutWhatIsWrong() throws Exception {
    assertThat(generate(2, RED, "--init", "nowhere.png").strip())
        .isEqualTo("darkroom: there is no file nowhere.png: --init names a picture");
    assertThat(generate(2, RED, "--lora", "a:b")).contains("is not NAME or NAME:WEIGHT");
    assertThat(generate(1, RED, "--strength", "0.5").strip())
        .contains("image is missing: strength goes with it")
        .hasLineCount(1);
  }

  private static String generate(int exit, String prompt, String... more) throws Exception {
    Path log = folder.resolve("command.log");
    Files.deleteIfExists(log);
    List<String> all =
        new ArrayList<>(
            List.of(
                "generate",
                prompt,
                "--url",
                farm.address().url().toString(),
                "--key",
                farm.address().key()));
    all.addAll(List.of(more));
    try (Child command = Child.start(log, all)) {
      assertThat(command.await()).as(command.said()).isEqualTo(exit);
      return command.said();
    }
  }

  private static void publish(String name, int textWidth) throws IOException {
    Path file = folder.resolve(name + ".safetensors");
    String module = "unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k";
    SafetensorsWriter.write(
        file,
        Map.of(
            module + ".lora_A.weight",
            HostTensor.ofFloats(new float[2 * textWidth], 2, textWidth),
            module + ".lora_B.weight",
            HostTensor.ofFloats(new float[2 * 128], 128, 2)),
        Map.of());
    Path copy = Files.createDirectory(folder.resolve(name));
    LoraCards.copy(file, copy);
    farm.publish(LoraCards.card(file, Optional.empty()), copy);
  }

  private static Map<String, Object> with(Map<String, Object> asked, String name, Object value) {
    Map<String, Object> more = new HashMap<>(asked);
    more.put(name, value);
    return more;
  }

  private static Job ended(Map<String, Object> asked) {
    Map<String, Object> body = with(asked, "kind", "generation");
    body.put("model", "shapes-ldm");
    return farm.ended(farm.client().submit(body, Optional.empty()));
  }

  private static Rgb drawn(Map<String, Object> asked) throws IOException {
    return picture(ended(asked));
  }

  private static Rgb picture(Job done) throws IOException {
    assertThat(done.status()).as(done.json().toString()).isEqualTo("succeeded");
    Path file = folder.resolve(done.id());
    farm.client().files().download(done.outputs().getFirst(), file);
    return Pictures.decode(Files.readAllBytes(file), ImageLimits.DEFAULT);
  }

  private static String upload(Rgb picture) {
    return farm.client().files().upload("picture.png", Png.encode(picture), Optional.empty());
  }

  private static boolean isMasked(int x, int y) {
    return Math.min(x, y) >= MARGIN && Math.max(x, y) < WorldPainter.SIDE - MARGIN;
  }

  private static Rgb mask() {
    int side = WorldPainter.SIDE;
    int[] pixels = new int[side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = isMasked(i % side, i / side) ? 0xFFFFFF : 0;
    }
    return Rgb.ofPixels(side, side, pixels);
  }

  private static Reading read(Rgb picture) {
    return Judge.read(WorldPainter.pixels(picture.toBufferedImage()));
  }

  /** Mean difference of a byte. */
  private static double distance(Rgb one, Rgb other) {
    byte[] a = one.toBytes();
    byte[] b = other.toBytes();
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
    }
    return sum / a.length;
  }
}
