package dev.darkroom.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.dataset.ContactSheet;
import dev.darkroom.dataset.Dataset;
import dev.darkroom.dataset.DatasetException;
import dev.darkroom.dataset.DatasetLimits;
import dev.darkroom.dataset.DatasetReport;
import dev.darkroom.dataset.DatasetRules;
import dev.darkroom.dataset.ReportJson;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.farm.ShippedModels;
import dev.darkroom.image.Buckets;
import dev.darkroom.image.Png;
import dev.darkroom.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pictures and captions of a fine-tune on this machine: looked at as the model will, then
 * brought to the farm.
 */
final class TuningPictures implements AutoCloseable {
  /** Pictures that are brought one by one. */
  private static final int MAX_PICTURES = 1_000;

  /** What a gateway takes in one file. */
  private static final long MAX_ZIP_BYTES = 64L << 20;

  private final Path path;
  private final Dataset dataset;
  private final JsonNode model;
  private Optional<DatasetReport> report = Optional.empty();

  private TuningPictures(Path path, Dataset dataset, JsonNode model) {
    this.path = path;
    this.dataset = dataset;
    this.model = model;
  }

  /**
   * Opens a folder or a zip file.
   *
   * @param model as the farm describes it
   * @throws CommandFailure where it cannot be read, saying why
   */
  static TuningPictures open(Path path, JsonNode model) {
    try {
      return new TuningPictures(path, Dataset.open(path, DatasetLimits.DEFAULT), model);
    } catch (DatasetException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Looks at every picture and caption.
   *
   * @param resolution null for the model's own
   * @param tokenizer null for that of the shipped model of this name, if it is one
   * @param prompt of pictures without a caption; null where each needs one
   */
  void inspect(
      boolean buckets,
      @Nullable Integer resolution,
      @Nullable Path tokenizer,
      @Nullable String prompt) {
    int side = resolution != null ? resolution : model.path("defaults").path("width").asInt(512);
    int factor = Math.max(1, model.path("limits").path("size_factor").asInt(8));
    Optional<Tokenizer> reader =
        Optional.ofNullable(tokenizer).or(this::shipped).map(Tokenizer::read);
    if (reader.isEmpty()) {
      System.err.println(
          "captions are counted once the job runs: --tokenizer DIR counts them here, too");
    }
    report =
        Optional.of(
            dataset.inspect(
                new DatasetRules(
                    buckets ? Buckets.around(side, factor) : Buckets.square(side),
                    reader,
                    Optional.ofNullable(prompt),
                    1)));
  }

  private Optional<Path> shipped() {
    String name = model.path("id").asText();
    return ShippedModels.folders().stream()
        .filter(folder -> folder.endsWith(name))
        .map(folder -> folder.resolve("tokenizer"))
        .filter(Files::isDirectory)
        .findFirst();
  }

  /** Shows what the model would see; the exit code says whether it may be trained on. */
  int preview(Path file, boolean json) throws IOException {
    DatasetReport found = report.orElseThrow();
    if (found.pictures() > 0) {
      Files.write(file, Png.encode(ContactSheet.of(dataset, found)));
    }
    if (json) {
      System.out.println(ReportJson.of(found));
    } else {
      found
          .preview()
          .forEach(seen ->
              System.out.println(
                  "%s  %dx%d, seen at %s%s  %s"
                      .formatted(
                          seen.file(),
                          seen.width(),
                          seen.height(),
                          seen.placement().bucket(),
                          seen.tokens().isPresent()
                              ? ", " + seen.tokens().getAsInt() + " tokens"
                              : "",
                          seen.caption())));
    }
    tell(found);
    return found.isUsable() ? Exit.DONE : Exit.FAILED;
  }

  /**
   * Refuses pictures with anything wrong.
   *
   * @throws CommandFailure after all that is wrong is told
   */
  void check() {
    DatasetReport found = report.orElseThrow();
    tell(found);
    if (!found.isUsable()) {
      int wrong = found.errors().size();
      throw CommandFailure.usage(
          "%s cannot be trained on, %d things are wrong, the first: %s"
              .formatted(path, wrong, found.errors().getFirst().message()));
    }
  }

  private static void tell(DatasetReport found) {
    found.warnings().forEach(problem -> System.err.println("warning: " + problem.message()));
    found.errors().forEach(problem -> System.err.println("error: " + problem.message()));
  }

  /** Brings them to the farm, and names them in the job. */
  void upload(FarmClient farm, JobBody body) throws IOException {
    if (Files.isRegularFile(path)) {
      if (Files.size(path) > MAX_ZIP_BYTES) {
        throw tooMany("is over 64 MiB");
      }
      String name = String.valueOf(path.getFileName());
      body.put("dataset", farm.files().upload(name, Files.readAllBytes(path), Optional.empty()));
      return;
    }
    if (dataset.items().size() > MAX_PICTURES) {
      throw tooMany("holds over " + MAX_PICTURES + " pictures");
    }
    List<String> ids = new ArrayList<>();
    List<String> captions = new ArrayList<>();
    for (Dataset.Item item : dataset.items()) {
      Path file = path.resolve(item.name());
      ids.add(
          farm.files()
              .upload(
                  String.valueOf(file.getFileName()), Files.readAllBytes(file), Optional.empty()));
      captions.add(item.caption().orElse(""));
    }
    body.put("images", ids).put("captions", captions);
  }

  private CommandFailure tooMany(String what) {
    return CommandFailure.usage(
        path + " " + what + ": put it into the farm's bucket and name it as s3:FOLDER");
  }

  @Override
  public void close() {
    dataset.close();
  }
}
