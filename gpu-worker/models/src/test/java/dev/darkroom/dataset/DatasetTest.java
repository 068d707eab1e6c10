package dev.darkroom.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.darkroom.dataset.DatasetException.Code;
import dev.darkroom.dataset.DatasetReport.Kind;
import dev.darkroom.dataset.DatasetReport.Preview;
import dev.darkroom.dataset.DatasetReport.Problem;
import dev.darkroom.image.Buckets;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  private static final Tokenizer TOKENIZER =
      Tokenizer.read(Fixtures.folder("ldm/pipeline/sd_tiny/sd/tokenizer"));

  @TempDir Path folder;

  @Test
  void captionsAreReadFromTextFilesLinesAndLabelsAndAPicturesOwnFileWins() throws IOException {
    picture("a.png", 64, 64, 1);
    picture("b.png", 64, 64, 2);
    picture("deep/c.png", 64, 64, 3);
    write("a.txt", " a photo \n");
    write("metadata.jsonl", line("a.png", "lost") + "\n\n" + line("b.png", "a drawing") + "\n");
    write("deep/dataset.json", "{\"labels\": [[\"c.png\", \"a sketch\"]]}");
    try (Dataset dataset = open()) {
      assertThat(dataset.items())
          .extracting(item -> item.name() + ": " + item.caption().orElse("none"))
          .containsExactly("a.png: a photo", "b.png: a drawing", "deep/c.png: a sketch");
      assertThat(inspect(dataset).errors()).isEmpty();
    }
  }

  @Test
  void aZipFileIsTheSameDatasetAsItsFolder() throws IOException {
    picture("a.png", 64, 64, 1);
    write("a.txt", "a photo");
    Path zip =
        zip(
            "a.png", Files.readAllBytes(folder.resolve("a.png")),
            "a.txt", "a photo".getBytes(StandardCharsets.UTF_8),
            "__MACOSX/a.png", new byte[3]);
    try (Dataset unpacked = open();
        Dataset packed = Dataset.open(zip, DatasetLimits.DEFAULT)) {
      assertThat(packed.items()).isEqualTo(unpacked.items());
      assertThat(packed.digest()).isEqualTo(unpacked.digest());
      assertThat(packed.picture(packed.items().getFirst()))
          .isEqualTo(unpacked.picture(unpacked.items().getFirst()));
    }
  }

  @Test
  void theReportShowsWhatTheModelWillSee() throws IOException {
    picture("wide.png", 256, 64, 1);
    picture("square.png", 64, 64, 2);
    write("wide.txt", "a photo");
    try (Dataset dataset = open()) {
      DatasetReport report =
          dataset.inspect(
              new DatasetRules(
                  Buckets.of(Buckets.Rule.around(64)),
                  Optional.of(TOKENIZER),
                  Optional.of("a sketch"),
                  1));
      assertThat(report.isUsable()).isTrue();
      assertThat(report.buckets()).hasSize(2);
      assertThat(report.preview())
          .extracting(Preview::caption)
          .containsExactly("a sketch", "a photo");
      Preview wide = report.preview().get(1);
      assertThat(wide.placement().bucket()).isEqualTo(new Buckets.Bucket(128, 32));
      assertThat(wide.tokens()).hasValue(TOKENIZER.tokens("a photo").size());
    }
  }

  @Test
  void theSheetShowsThePicturesAsTheModelWillSeeThemAndTheFileSaysTheRest() throws IOException {
    picture("wide.png", 256, 64, 1);
    picture("tall.png", 64, 256, 2);
    try (Dataset dataset = open()) {
      DatasetReport report =
          dataset.inspect(
              new DatasetRules(
                  Buckets.around(64, 16), Optional.empty(), Optional.of("a sketch"), 1));
      Rgb sheet = ContactSheet.of(dataset, report);
      assertThat(sheet.width()).as("two cells as wide as the widest").isEqualTo(256);
      assertThat(sheet.height()).isEqualTo(128);
      assertThat(sheet.at(64, 64)).as("the tall one, in the middle").isEqualTo(0x505050);
      assertThat(sheet.at(4, 64)).as("beside it nothing").isEqualTo(0x808080);
      assertThat(new String(ReportJson.file(report), StandardCharsets.UTF_8))
          .contains("\"seen_at\" : \"32x128\"", "\"caption\" : \"a sketch\"", "\"digest\"")
          .doesNotContain("\"tokens\"");
    }
  }

  @Test
  void everythingWrongIsToldAtOnceEachWithItsFile() throws IOException {
    picture("a.png", 64, 64, 1);
    picture("b.png", 64, 64, 1);
    picture("tiny.png", 8, 8, 2);
    write("broken.png", "no picture");
    write("b.txt", "word ".repeat(200));
    write("tiny.txt", "a photo");
    write("metadata.jsonl", line("gone.png", "a ghost"));
    try (Dataset dataset = open()) {
      DatasetReport report = inspect(dataset);
      assertThat(report.isUsable()).isFalse();
      assertThat(report.errors())
          .extracting(Problem::kind, Problem::file)
          .containsExactly(
              tuple(Kind.CAPTION_MISSING, "a.png"),
              tuple(Kind.CAPTION_TOO_LONG, "b.png"),
              tuple(Kind.UNDECODABLE, "broken.png"),
              tuple(Kind.PICTURE_MISSING, "gone.png"));
      assertThat(report.warnings())
          .extracting(Problem::kind, Problem::file)
          .containsExactly(tuple(Kind.DUPLICATE, "b.png"), tuple(Kind.ENLARGED, "tiny.png"));
    }
  }

  @Test
  void aDatasetWithoutPicturesIsTooSmall() throws IOException {
    write("notes.txt", "nothing");
    try (Dataset dataset = open()) {
      assertThat(inspect(dataset).errors())
          .extracting(Problem::kind)
          .containsExactly(Kind.TOO_FEW_PICTURES);
    }
  }

  @Test
  void jpegPicturesAreReadToo() throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(drawn(48, 32, 5).toBufferedImage(), "jpeg", jpeg);
    Files.write(folder.resolve("a.jpg"), jpeg.toByteArray());
    try (Dataset dataset = open()) {
      Rgb read = dataset.picture(dataset.items().getFirst());
      assertThat(read.width()).isEqualTo(48);
      assertThat(read.height()).isEqualTo(32);
    }
  }

  @Test
  void namesThatLeadOutOfAZipFileAreRefused() throws IOException {
    for (String name : List.of("../a.png", "/a.png", "a\\..\\b.png", "C:/a.png", "a/../../b.png")) {
      refused(zip(name, new byte[1]), DatasetLimits.DEFAULT, Code.PATH_UNSAFE, "leads out");
    }
  }

  @Test
  void aBombIsRefusedByWhatItUnpacksTo() throws IOException {
    Path bomb = zip("a.txt", new byte[1 << 20], "a.png", new byte[1]);
    DatasetLimits small = new DatasetLimits(10, 10, 1 << 16, 1 << 10, ImageLimits.DEFAULT);
    refused(bomb, small, Code.LIMIT_EXCEEDED, "larger than 65536 bytes");
    DatasetLimits wide = new DatasetLimits(10, 10, 1 << 30, 1 << 10, ImageLimits.DEFAULT);
    refused(bomb, wide, Code.LIMIT_EXCEEDED, "'a.txt' is larger than 1024 bytes");
  }

  @Test
  void tooManyFilesOrPicturesAreRefused() throws IOException {
    picture("a.png", 8, 8, 1);
    picture("b.png", 8, 8, 2);
    picture("c.png", 8, 8, 3);
    DatasetLimits files = new DatasetLimits(2, 9, 1 << 20, 1 << 10, ImageLimits.DEFAULT);
    refused(folder, files, Code.LIMIT_EXCEEDED, "more than 2 files");
    DatasetLimits pictures = new DatasetLimits(9, 2, 1 << 20, 1 << 10, ImageLimits.DEFAULT);
    refused(folder, pictures, Code.LIMIT_EXCEEDED, "3 pictures");
  }

  @Test
  void captionsThatBreakTheirFormatAreRefusedByTheirLine() throws IOException {
    for (String bad :
        List.of("{", "{\"text\": \"a\"}", "{\"file_name\": 3, \"text\": \"a\"}", "[]")) {
      write("metadata.jsonl", line("a.png", "fine") + "\n" + bad);
      refused(folder, DatasetLimits.DEFAULT, Code.CAPTIONS_INVALID, "metadata.jsonl line 2");
    }
    write("metadata.jsonl", line("a.png", "one") + "\n" + line("a.png", "two"));
    refused(folder, DatasetLimits.DEFAULT, Code.CAPTIONS_INVALID, "second caption of 'a.png'");
    write("metadata.jsonl", "");
    write("dataset.json", "{\"labels\": [[\"a.png\", 6]]}");
    refused(folder, DatasetLimits.DEFAULT, Code.CAPTIONS_INVALID, "dataset.json label 1");
    write("dataset.json", "{\"labels\": null}");
    refused(folder, DatasetLimits.DEFAULT, Code.CAPTIONS_INVALID, "no list of labels");
  }

  @Test
  void aCaptionThatIsNoTextIsRefused() throws IOException {
    picture("a.png", 8, 8, 1);
    Files.write(folder.resolve("a.txt"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    refused(folder, DatasetLimits.DEFAULT, Code.CAPTIONS_INVALID, "UTF-8");
  }

  @Test
  void whatIsNoDatasetAtAllIsRefused() throws IOException {
    refused(folder.resolve("gone"), DatasetLimits.DEFAULT, Code.UNREADABLE, "'gone' is not there");
    write("broken.zip", "PK no");
    refused(folder.resolve("broken.zip"), DatasetLimits.DEFAULT, Code.UNREADABLE, "no zip file");
  }

  @Test
  void linksAreNotFollowed(@TempDir Path elsewhere) throws IOException {
    Files.write(elsewhere.resolve("secret.png"), Png.encode(drawn(8, 8, 1)));
    Files.createSymbolicLink(folder.resolve("a.png"), elsewhere.resolve("secret.png"));
    Files.createSymbolicLink(folder.resolve("deep"), elsewhere);
    try (Dataset dataset = open()) {
      assertThat(dataset.items()).isEmpty();
    }
  }

  private static void refused(Path path, DatasetLimits limits, Code code, String message) {
    assertThatThrownBy(() -> Dataset.open(path, limits))
        .isInstanceOfSatisfying(
            DatasetException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(code);
              assertThat(refusal).hasMessageContaining(message);
            });
  }

  private Dataset open() {
    return Dataset.open(folder, DatasetLimits.DEFAULT);
  }

  private static DatasetReport inspect(Dataset dataset) {
    return dataset.inspect(
        new DatasetRules(Buckets.square(64), Optional.of(TOKENIZER), Optional.empty(), 1));
  }

  private void picture(String name, int width, int height, int hue) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Png.encode(drawn(width, height, hue)));
  }

  private static Rgb drawn(int width, int height, int hue) {
    byte[] data = new byte[3 * width * height];
    Arrays.fill(data, (byte) (40 * hue));
    return Rgb.of(width, height, data);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String line(String file, String text) {
    return "{\"file_name\": \"%s\", \"text\": \"%s\"}".formatted(file, text);
  }

  private static Path zip(Object... namesAndBytes) throws IOException {
    Path file = Files.createTempFile("dataset", ".zip");
    file.toFile().deleteOnExit();
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < namesAndBytes.length; i += 2) {
        out.putNextEntry(new ZipEntry((String) namesAndBytes[i]));
        out.write((byte[]) namesAndBytes[i + 1]);
        out.closeEntry();
      }
    }
    return file;
  }
}
