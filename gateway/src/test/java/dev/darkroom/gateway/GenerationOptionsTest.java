package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.spec.GenerationOptions;
import dev.darkroom.job.spec.GenerationOptions.Tuning;
import dev.darkroom.job.spec.GenerationOptions.Variation;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.LoraRef;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.job.spec.PictureFormat;
import dev.darkroom.job.spec.PictureSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a generation may ask for beside prompt, sampler and size: as it is taken, and refused. */
class GenerationOptionsTest {
  private static final byte[] SQUARE = png(64, 64);
  private static final byte[] WIDE = png(96, 64);
  private static final byte[] ODD = png(60, 64);
  private static final byte[] PHOTO = jpeg(48, 32);
  private static final byte[] BROKEN = bytes("RIFF\0\0\0\0WEBPVP8 ");
  private static final List<byte[]> WEBPS =
      List.of(
          bytes("RIFF\26\0\0\0WEBPVP8X\12\0\0\0\10\0\0\0?\0\0\37\0\0"),
          bytes("RIFF\26\0\0\0WEBPVP8L\12\0\0\0/?\u00c0\7\0\0\0\0\0\0"),
          bytes("RIFF\26\0\0\0WEBPVP8 \12\0\0\0\0\0\0\u009d\1*@\0\40\0"));

  private static Farm farm;
  private static Client client;

  @BeforeAll
  static void start() {
    farm = Farm.ready();
    client = farm.client();
    List.of(SQUARE, WIDE, ODD, PHOTO, BROKEN).forEach(GenerationOptionsTest::upload);
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @Test
  void aPlainJobIsThePlainCase() {
    assertThat(taken("\"seed\":1").options()).isEqualTo(GenerationOptions.PLAIN);
  }

  @Test
  void aPictureIsPinnedByItsDigestAndGivesItsSize() {
    JobSpec.Generation spec = taken(image(WIDE));

    PictureSource.Image source = (PictureSource.Image) spec.options().source();
    assertThat(source.image().digest()).isEqualTo(Digest.of(WIDE));
    assertThat(farm.objects.get(source.image().key(), 1 << 10)).isEqualTo(WIDE);
    assertThat(source.strength()).isEqualTo(0.8);
    assertThat(spec.width()).isEqualTo(96);
    assertThat(spec.height()).isEqualTo(64);
  }

  @Test
  void aJpegIsUnderstoodAndASizeMayBeAsked() {
    JobSpec.Generation spec = taken(image(PHOTO) + ",\"width\":128,\"strength\":0.5");

    assertThat(spec.width()).isEqualTo(128);
    assertThat(spec.height()).isEqualTo(32);
  }

  @Test
  void aWebpOfEachOfItsThreeFormsTellsItsSize() {
    for (byte[] webp : WEBPS) {
      upload(webp);
      JobSpec.Generation spec = taken(image(webp));
      assertThat(List.of(spec.width(), spec.height())).containsExactly(64, 32);
    }
  }

  @Test
  void aMaskMakesItInpaintingAndForgetsThatPartWholly() {
    JobSpec.Generation spec = taken(image(SQUARE) + ",\"mask_image\":\"" + id(SQUARE) + "\"");

    PictureSource.Inpaint source = (PictureSource.Inpaint) spec.options().source();
    assertThat(source.strength()).isEqualTo(1);
    assertThat(source.pictures()).extracting(Picture::digest).containsOnly(Digest.of(SQUARE));
  }

  @Test
  void anOutpaintedCanvasIsThePictureAndWhatIsAddedToIt() {
    JobSpec.Generation spec =
        taken(image(ODD) + ",\"outpaint_left\":4,\"outpaint_bottom\":32,\"outpaint_overlap\":6");

    PictureSource.Outpaint source = (PictureSource.Outpaint) spec.options().source();
    assertThat(List.of(spec.width(), spec.height())).containsExactly(64, 96);
    assertThat(List.of(source.left(), source.top(), source.overlap())).containsExactly(4, 0, 6);
  }

  @Test
  void aSecondPassEndsSoManyTimesAsLarge() {
    JobSpec.Generation spec = taken("\"width\":48,\"height\":64,\"hires_scale\":1.5");

    assertThat(List.of(spec.width(), spec.height())).containsExactly(72, 96);
    assertThat(spec.options().source())
        .isEqualTo(new PictureSource.TwoPass(48, 64, PictureSource.Upscaler.LATENT, 0.7));
  }

  @Test
  void everythingElseIsKeptAsItWasAsked() {
    GenerationOptions options =
        taken(
                "\"subseed\":9,\"subseed_strength\":0.3,\"clip_skip\":1,\"guidance_rescale\":0.7,"
                    + "\"eta\":0.5,\"output_format\":\"jpeg\",\"output_quality\":80,"
                    + "\"loras\":[{\"name\":\"ink\",\"weight\":-0.5},{\"name\":\"ink@2\"}]")
            .options();

    assertThat(options.variation()).contains(new Variation(9, 0.3));
    assertThat(options.tuning()).isEqualTo(new Tuning(1, 0.7, 0.5));
    assertThat(options.format()).isEqualTo(new PictureFormat(PictureFormat.Type.JPEG, 80));
    Digest ink = FakeModels.INK.digest();
    assertThat(options.loras())
        .containsExactly(
            new LoraRef(FakeModels.INK.ref(), ink, -0.5),
            new LoraRef(FakeModels.INK.ref(), ink, 1));
  }

  @Test
  void aLoraMayStandInAWeightedPromptAndIsTakenOutOfIt() {
    JobSpec.Generation weighted =
        taken("\"prompt\":\"a (red:1.2) circle <lora:ink:0.5>, large <lora:ink>\"");
    JobSpec.Generation plain = taken("\"prompt\":\"a <lora:ink:0.5>\",\"prompt_syntax\":\"plain\"");

    assertThat(weighted.prompt()).isEqualTo("a (red:1.2) circle, large");
    assertThat(weighted.options().loras()).extracting(LoraRef::weight).containsExactly(0.5, 1.0);
    assertThat(plain.prompt()).isEqualTo("a <lora:ink:0.5>");
    assertThat(plain.options().loras()).isEmpty();
    assertThat(plain.options().tuning().syntax()).contains(GenerationOptions.PromptSyntax.PLAIN);
  }

  @Test
  void anotherTenantsPictureDoesNotExist() {
    Client.Answer answer = farm.stranger().submit(body(image(SQUARE)));

    assertThat(answer.code()).isEqualTo("unknown_picture");
    assertThat(answer.detail()).contains("no picture of yours");
  }

  @ParameterizedTest(name = "{0} is refused as {1} of {2}")
  @MethodSource
  void whatCannotBeIsRefusedByItsField(String fields, String code, String param, String detail) {
    Client.Answer answer = client.submit(body(fields));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.code() + " " + answer.param()).isEqualTo(code + " " + param);
    assertThat(answer.detail()).contains(detail);
  }

  static Stream<Arguments> whatCannotBeIsRefusedByItsField() {
    return Stream.of(
        arguments("\"image\":7", "wrong_type", "image", "use a string"),
        arguments("\"image\":\"x\"", "unknown_picture", "image", "no picture of yours"),
        arguments(image(BROKEN), "invalid_file", "image", "use a PNG, JPEG or WebP"),
        arguments(image(ODD), "size_not_divisible", "width", "use 56 or 64"),
        arguments(image(SQUARE) + ",\"strength\":1.1", "value_out_of_range", "strength", "0 … 1"),
        arguments(image(SQUARE) + ",\"strength\":0", "value_out_of_range", "strength", "nothing"),
        arguments("\"strength\":0.5", "missing_field", "image", "strength goes with it"),
        arguments("\"mask_image\":\"x\"", "missing_field", "image", "mask_image goes with it"),
        arguments(
            image(SQUARE) + ",\"mask_image\":\"" + id(WIDE) + "\"",
            "value_out_of_range",
            "mask_image",
            "96x64 pixels and image 64x64"),
        arguments("\"outpaint_left\":8", "missing_field", "image", "outpaint_left goes"),
        arguments(
            image(SQUARE) + ",\"outpaint_overlap\":8", "missing_field", "outpaint_right", "goes"),
        arguments(
            image(SQUARE) + ",\"outpaint_left\":8,\"width\":72", "fields_conflict", "width", "out"),
        arguments(
            image(SQUARE) + ",\"outpaint_left\":0", "value_out_of_range", "outpaint_right", "one"),
        arguments(
            image(SQUARE) + ",\"outpaint_top\":3", "size_not_divisible", "height", "64 or 72"),
        arguments(image(SQUARE) + ",\"outpaint_top\":96", "size_out_of_range", "height", "8 … 128"),
        arguments(image(SQUARE) + ",\"hires_scale\":2", "fields_conflict", "hires_scale", "image"),
        arguments("\"hires_strength\":1", "missing_field", "hires_scale", "hires_strength goes"),
        arguments("\"hires_scale\":5", "value_out_of_range", "hires_scale", "1 … 4"),
        arguments("\"hires_scale\":3", "size_out_of_range", "hires_scale", "makes 192x192"),
        arguments(
            "\"hires_scale\":2,\"hires_upscaler\":\"latant\"",
            "unknown_value",
            "hires_upscaler",
            "'latent'?"),
        arguments("\"subseed_strength\":1", "missing_field", "subseed", "towards it"),
        arguments("\"subseed\":-1", "value_out_of_range", "subseed", "not in 0"),
        arguments("\"clip_skip\":99", "value_out_of_range", "clip_skip", "0 … 24"),
        arguments("\"guidance_rescale\":2", "value_out_of_range", "guidance_rescale", "0 … 1"),
        arguments("\"eta\":0.5,\"sampler\":\"euler\"", "fields_conflict", "eta", "sampler ddim"),
        arguments("\"loras\":[\"ink\"]", "wrong_type", "loras[0]", "an object"),
        arguments("\"loras\":[{\"weight\":1}]", "missing_field", "loras[0].name", "missing"),
        arguments("\"loras\":[{\"name\":\"inc\"}]", "unknown_lora", "loras[0].name", "'ink'?"),
        arguments(
            "\"loras\":[{\"name\":\"shapes-ldm\"}]", "unknown_lora", "loras[0].name", "use ink"),
        arguments(
            "\"loras\":[{\"name\":\"ink\",\"wieght\":1}]",
            "unknown_field",
            "loras[0].wieght",
            "'loras[0].weight'?"),
        arguments("\"prompt\":\"a <lora:inc>\"", "unknown_lora", "prompt", "'ink'?"),
        arguments("\"prompt\":\"<lora:ink:x>\"", "invalid_text", "prompt", "<lora:name:0.8>"),
        arguments("\"prompt\":\"<lora:ink:101>\"", "value_out_of_range", "prompt", "-100"),
        arguments(
            "\"prompt_syntax\":\"plane\"", "unknown_value", "prompt_syntax", "use weighted, plain"),
        arguments("\"output_format\":\"gif\"", "unknown_value", "output_format", "png, jpeg, webp"),
        arguments(
            "\"output_format\":\"webp\",\"output_quality\":80",
            "fields_conflict",
            "output_quality",
            "webp"),
        arguments("\"output_quality\":80", "fields_conflict", "output_quality", "png"));
  }

  @Test
  void aLoraIsNoModelToDrawWith() {
    Client.Answer answer =
        client.submit("{\"kind\":\"generation\",\"model\":\"ink\",\"prompt\":\"x\"}");

    assertThat(answer.code()).isEqualTo("unknown_model");
    assertThat(answer.detail()).contains("'ink' is a LoRA: name it under loras");
  }

  private static JobSpec.Generation taken(String fields) {
    Client.Answer answer = client.submit(body(fields));
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return (JobSpec.Generation) farm.log.specs().read(farm.scheduler.job(answer.id()).spec());
  }

  private static String body(String fields) {
    String prompt = fields.startsWith("\"prompt\":") ? "" : "\"prompt\":\"x\",";
    return "{\"kind\":\"generation\",\"model\":\"shapes-ldm\"," + prompt + fields + "}";
  }

  private static String image(byte[] file) {
    return "\"image\":\"" + id(file) + "\"";
  }

  private static String id(byte[] file) {
    return Digest.of(file).hex();
  }

  private static void upload(byte[] file) {
    client.send(
        "POST",
        "/v1/uploads?name=a.png",
        Optional.of(file),
        "Content-Type",
        "application/octet-stream");
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A PNG file as far as its header goes. */
  private static byte[] png(int width, int height) {
    byte[] begin = "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR".getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.wrap(Arrays.copyOf(begin, 33)).putInt(16, width).putInt(20, height).array();
  }

  /** A JPEG file as far as its frame header goes, a comment before it. */
  private static byte[] jpeg(int width, int height) {
    byte[] begin =
        "\u00ff\u00d8\u00ff\u00fe\0\4hi\u00ff\u00c0\0\21\10".getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.wrap(Arrays.copyOf(begin, 40))
        .putShort(13, (short) height)
        .putShort(15, (short) width)
        .array();
  }
}
