package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.finetuning.jobs.FineTuningJob;
import com.openai.models.finetuning.jobs.FineTuningJobEvent;
import com.openai.models.finetuning.jobs.JobCreateParams;
import com.openai.models.finetuning.jobs.checkpoints.FineTuningJobCheckpoint;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;
import com.openai.models.models.Model;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Pictures;
import dev.darkroom.image.Rgb;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenAI's own clients, unmodified, against a whole farm: only base URL and key are ours. */
@Timeout(300)
class OpenAiClientsTest {
  private static final String RED = "a large red circle in the center on a blue background";
  private static final int SIDE = 64;
  private static final long DAY = 86_400;

  private static Farmyard farm;
  private static OpenAIClient openAi;

  @BeforeAll
  static void start() {
    farm = Farmyard.complete(Duration.ofSeconds(30));
    farm.publish(Path.of("../deploy/models/shapes-ldm"));
    openAi =
        OpenAIOkHttpClient.builder()
            .baseUrl(base())
            .apiKey(farm.address().key())
            .maxRetries(0)
            .build();
  }

  @AfterAll
  static void stop() {
    openAi.close();
    farm.close();
  }

  @Test
  void inABatchOfTheJavaClientEveryNameIsAccountedForAndBadLinesFailAlone() throws IOException {
    FileObject file = bring(OpenAiLines.input());
    Batch begun = begin(file.id());
    Batch ended =
        await()
            .atMost(Duration.ofSeconds(200))
            .pollInterval(Duration.ofMillis(500))
            .until(
                () -> openAi.batches().retrieve(begun.id()),
                batch ->
                    !batch.status().equals(Batch.Status.VALIDATING)
                        && !batch.status().equals(Batch.Status.IN_PROGRESS)
                        && !batch.status().equals(Batch.Status.FINALIZING));

    assertThat(ended.status()).as(ended.toString()).isEqualTo(Batch.Status.COMPLETED);
    assertThat(ended.requestCounts().orElseThrow().total()).isEqualTo(OpenAiLines.TOTAL);
    assertThat(ended.requestCounts().orElseThrow().failed()).isEqualTo(OpenAiLines.BAD);
    assertThat(ended.requestCounts().orElseThrow().completed())
        .isEqualTo(OpenAiLines.TOTAL - OpenAiLines.BAD);
    OpenAiLines.assertAccounted(
        content(ended.outputFileId().orElseThrow()), content(ended.errorFileId().orElseThrow()));
    FileObject output = openAi.files().retrieve(ended.outputFileId().orElseThrow());
    assertThat(output.expiresAt().orElseThrow() - output.createdAt()).isEqualTo(DAY);
    assertThat(openAi.batches().list().autoPager().stream().map(Batch::id)).contains(ended.id());
  }

  @Test
  void aFileThatIsNoBatchFailsItWithTheNumbersOfItsLines() throws IOException {
    Batch begun = begin(bring("{\"custom_id\":\"a\"}\n").id());
    Batch ended =
        await()
            .until(
                () -> openAi.batches().retrieve(begun.id()),
                batch -> batch.status().equals(Batch.Status.FAILED));

    assertThat(ended.errors().orElseThrow().data().orElseThrow().getFirst().line()).contains(1L);
    assertThat(ended.errors().orElseThrow().data().orElseThrow().getFirst().code())
        .contains("missing_field");
  }

  @Test
  void theJavaClientDrawsAndReadsThePictureAndItsSeed() throws IOException {
    ImagesResponse drawn =
        openAi
            .images()
            .generate(
                picture()
                    .responseFormat(ImageGenerateParams.ResponseFormat.B64_JSON)
                    .putAdditionalBodyProperty("seed", JsonValue.from(7))
                    .build());

    assertThat(decode(drawn.data().orElseThrow().getFirst().b64Json().orElseThrow()).width())
        .isEqualTo(SIDE);
    assertThat(drawn.data().orElseThrow().getFirst()._additionalProperties().get("seed").toString())
        .isEqualTo("7");
    assertThat(drawn.size().orElseThrow().asString()).isEqualTo("64x64");
  }

  @Test
  void theJavaClientSeesThePictureCome() throws IOException {
    try (StreamResponse<ImageGenStreamEvent> stream =
        openAi
            .images()
            .generateStreaming(
                picture()
                    .partialImages(2)
                    .putAdditionalBodyProperty("steps", JsonValue.from(60))
                    .build())) {
      List<ImageGenStreamEvent> events = stream.stream().toList();
      ImageGenStreamEvent last = events.getLast();

      assertThat(decode(last.asGenerationCompleted().b64Json()).width()).isEqualTo(SIDE);
      assertThat(events.subList(0, events.size() - 1))
          .isNotEmpty()
          .allSatisfy(event -> {
            assertThat(event.isGenerationPartialImage()).isTrue();
            assertThat(decode(event.asGenerationPartialImage().b64Json()).width()).isPositive();
          });
    }
  }

  @Test
  void whatIsTransparentInTheMaskIsDrawnAnewAndTheRestStays() throws IOException {
    BufferedImage grey = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
    BufferedImage mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      grey.setRGB(i % SIDE, i / SIDE, 0xFF808080);
      mask.setRGB(i % SIDE, i / SIDE, i / SIDE < SIDE / 2 ? 0xFF000000 : 0);
    }
    ImagesResponse changed =
        openAi
            .images()
            .edit(
                ImageEditParams.builder()
                    .image(
                        MultipartField.<ImageEditParams.Image>builder()
                            .value(ImageEditParams.Image.ofInputStream(png(grey)))
                            .filename("grey.png")
                            .build())
                    .mask(
                        MultipartField.<InputStream>builder()
                            .value(png(mask))
                            .filename("mask.png")
                            .build())
                    .model("shapes-ldm")
                    .prompt(RED)
                    .responseFormat(ImageEditParams.ResponseFormat.B64_JSON)
                    .putAdditionalBodyProperty("steps", JsonValue.from(4))
                    .build());

    Rgb picture = decode(changed.data().orElseThrow().getFirst().b64Json().orElseThrow());
    assertThat(picture.at(5, 5) & 0xFFFFFF).isEqualTo(0x808080);
    assertThat(picture.at(5, SIDE - 5) & 0xFFFFFF).isNotEqualTo(0x808080);
  }

  @Test
  void theJavaClientTunesTheModelAndFollowsTheJobToItsResult() throws IOException {
    FileObject pictures =
        openAi
            .files()
            .create(
                FileCreateParams.builder()
                    .file(
                        MultipartField.<InputStream>builder()
                            .value(new ByteArrayInputStream(zip()))
                            .filename("suns.zip")
                            .build())
                    .purpose(FilePurpose.FINE_TUNE)
                    .build());
    FineTuningJob begun =
        openAi
            .fineTuning()
            .jobs()
            .create(
                JobCreateParams.builder()
                    .model("shapes-ldm")
                    .trainingFile(pictures.id())
                    .suffix("suns")
                    .seed(7)
                    .putAllAdditionalBodyProperties(
                        Map.of(
                            "steps", JsonValue.from(8),
                            "rank", JsonValue.from(2),
                            "train_batch_size", JsonValue.from(1),
                            "save_steps", JsonValue.from(4),
                            "validation_seeds", JsonValue.from(List.of(1)),
                            "validation_steps", JsonValue.from(2),
                            "clip_model", JsonValue.from("none")))
                    .build());
    FineTuningJob done =
        await()
            .atMost(Duration.ofSeconds(150))
            .pollInterval(Duration.ofMillis(500))
            .until(
                () -> openAi.fineTuning().jobs().retrieve(begun.id()),
                job -> job.finishedAt().isPresent());

    assertThat(done.status()).as(done.toString()).isEqualTo(FineTuningJob.Status.SUCCEEDED);
    assertThat(done.trainingFile()).isEqualTo(pictures.id());
    String tuned = done.fineTunedModel().orElseThrow();
    assertThat(openAi.images().generate(picture().model(tuned).build()).data().orElseThrow())
        .as("drawn with what was made")
        .hasSize(1);
    assertThat(
            openAi.fineTuning().jobs().listEvents(begun.id()).autoPager().stream()
                .map(FineTuningJobEvent::message))
        .contains("queued");
    assertThat(
            openAi.fineTuning().jobs().checkpoints().list(begun.id()).autoPager().stream()
                .map(FineTuningJobCheckpoint::stepNumber))
        .contains(4L);
    await()
        .untilAsserted(() ->
            assertThat(openAi.models().list().autoPager().stream().map(Model::id))
                .as("published from the log")
                .contains("suns", tuned));
    assertThat(openAi.models().retrieve(tuned).ownedBy()).isEqualTo("default");
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : List.of("a", "b")) {
        BufferedImage sun = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        sun.createGraphics().fillOval(8, 8, 40, 40);
        zip.putNextEntry(new ZipEntry(name + ".png"));
        zip.write(png(sun).readAllBytes());
        zip.putNextEntry(new ZipEntry(name + ".txt"));
        zip.write("a large white sun".getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void filesAreBroughtListedReadAndDeleted() throws IOException {
    FileObject file = bring("{}\n");

    assertThat(content(file.id())).isEqualTo("{}\n");
    assertThat(openAi.files().retrieve(file.id()).filename()).isEqualTo("lines.jsonl");
    assertThat(file.expiresAt().orElseThrow() - file.createdAt()).isEqualTo(DAY);
    assertThat(
            openAi
                .files()
                .list(FileListParams.builder().purpose("batch").limit(1).build())
                .autoPager()
                .stream()
                .map(FileObject::id))
        .contains(file.id());
    assertThat(openAi.files().delete(file.id()).deleted()).isTrue();
    assertThat(catchThrowableOfType(NotFoundException.class, () -> content(file.id())).code())
        .contains("file_not_found");
  }

  @Test
  void modelsAreListedAndFound() {
    assertThat(openAi.models().list().autoPager().stream().map(Model::id)).contains("shapes-ldm");
    assertThat(openAi.models().retrieve("shapes-ldm").ownedBy()).isEqualTo("darkroom");
  }

  @Test
  void aRefusalIsWhatTheClientMakesOfOneWithTypeCodeAndCulprit() {
    UnprocessableEntityException refusal =
        catchThrowableOfType(
            UnprocessableEntityException.class,
            () ->
                openAi
                    .images()
                    .generate(
                        picture().putAdditionalBodyProperty("stepps", JsonValue.from(1)).build()));

    assertThat(refusal.code()).contains("unknown_field");
    assertThat(refusal.type()).contains("invalid_request_error");
    assertThat(refusal.param()).contains("stepps");
    assertThat(refusal.getMessage()).contains("did you mean 'steps'?");
  }

  /** Where Node is missing this is skipped by its name, and with CI=true it fails. */
  @Test
  void theNodeClientDoesAllOfItToo() throws Exception {
    boolean there = NodeRun.isThere();
    if (!"true".equals(System.getenv("CI"))) {
      assumeThat(there).as("Node 20 or newer with npm is on the PATH").isTrue();
    }
    assertThat(there).as("Node 20 or newer with npm is on the PATH").isTrue();

    try (NodeRun node = NodeRun.of(Path.of("src/test/node"))) {
      node.npm("ci", "--no-audit", "--no-fund");
      String input = OpenAiLines.input();
      NodeRun.Said said = node.run(base(), farm.address().key(), input);

      assertThat(said.exit()).as(said.text()).isZero();
      OpenAiLines.assertAccounted(node.read("output.jsonl"), node.read("error.jsonl"));
    }
  }

  private static String base() {
    return farm.address().url() + "/v1";
  }

  private static ImageGenerateParams.Builder picture() {
    return ImageGenerateParams.builder()
        .model("shapes-ldm")
        .prompt(RED)
        .size(ImageGenerateParams.Size.of("64x64"))
        .putAdditionalBodyProperty("steps", JsonValue.from(2));
  }

  private static FileObject bring(String lines) {
    return openAi
        .files()
        .create(
            FileCreateParams.builder()
                .file(
                    MultipartField.<InputStream>builder()
                        .value(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)))
                        .filename("lines.jsonl")
                        .build())
                .purpose(FilePurpose.BATCH)
                .expiresAfter(FileCreateParams.ExpiresAfter.builder().seconds(DAY).build())
                .build());
  }

  private static Batch begin(String file) {
    return openAi
        .batches()
        .create(
            BatchCreateParams.builder()
                .inputFileId(file)
                .endpoint(BatchCreateParams.Endpoint.of("/v1/images/generations"))
                .completionWindow(BatchCreateParams.CompletionWindow._24H)
                .outputExpiresAfter(
                    BatchCreateParams.OutputExpiresAfter.builder().seconds(DAY).build())
                .build());
  }

  private static String content(String file) throws IOException {
    try (HttpResponse response = openAi.files().content(file)) {
      return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Rgb decode(String base64) throws IOException {
    return Pictures.decode(Base64.getDecoder().decode(base64), ImageLimits.DEFAULT);
  }

  private static InputStream png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
