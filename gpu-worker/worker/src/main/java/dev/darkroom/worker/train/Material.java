package dev.darkroom.worker.train;

import dev.darkroom.dataset.ContactSheet;
import dev.darkroom.dataset.Dataset;
import dev.darkroom.dataset.DatasetException;
import dev.darkroom.dataset.DatasetReport;
import dev.darkroom.dataset.DatasetReport.Problem;
import dev.darkroom.dataset.DatasetRules;
import dev.darkroom.dataset.ReportJson;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.image.Png;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.model.FineTuner;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.RunFailure;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What a fine-tune learns from, looked at before anything is learned: a dataset with anything wrong
 * is refused for good, and what the model will see of it stands among the job's outputs.
 */
record Material(Dataset dataset, DatasetReport report, RunContext context) {
  /** What was found: sizes, captions, tokens, digests. */
  static final String REPORT = "dataset.json";

  /** The first pictures as the model sees them. */
  static final String SHEET = "dataset.png";

  /** An error names so many things that are wrong; a log so many that are worth a look. */
  private static final int MAX_TOLD = 5;

  private static final int MAX_WARNED = 20;

  /**
   * The report of a dataset that may be trained on.
   *
   * @throws RunFailure CLIENT {@code dataset_unusable}
   */
  static DatasetReport checked(
      FineTuneSpec spec,
      ModelCard card,
      Dataset dataset,
      List<LearnedWord> words,
      FineTuner tuner) {
    DatasetReport report =
        dataset.inspect(
            new DatasetRules(
                FineTuneRequests.buckets(spec.dataset(), card),
                Optional.of(tuner.reader(words)),
                spec.change().subject().map(FineTuneSpec.Subject::prompt),
                1));
    if (report.isUsable()) {
      return report;
    }
    List<Problem> errors = report.errors();
    String told =
        errors.stream().limit(MAX_TOLD).map(Problem::message).collect(Collectors.joining("; "));
    throw RunFailure.client(
        "dataset_unusable",
        errors.size() > MAX_TOLD
            ? "%s; and %d more".formatted(told, errors.size() - MAX_TOLD)
            : told,
        DatasetFetch.PARAM);
  }

  /** A dataset that cannot be read at all. */
  static RunFailure refused(DatasetException e) {
    return RunFailure.client(e.code().id(), String.valueOf(e.getMessage()), DatasetFetch.PARAM);
  }

  /**
   * Keeps what was found with the job.
   *
   * @throws RunFailure CLIENT {@code dataset_changed} where a run that goes on finds another
   *     dataset than the one that its checkpoint was trained on
   */
  void keep() {
    byte[] found = ReportJson.file(report);
    Optional<Output> before =
        context.outputs().all().stream().filter(o -> o.name().equals(REPORT)).findFirst();
    if (before.isPresent()) {
      if (!before.get().hash().equals(Digest.of(found))) {
        throw RunFailure.client(
            "dataset_changed",
            "the dataset is not what it was when the training began: submit it anew",
            DatasetFetch.PARAM);
      }
      return;
    }
    String sizes =
        report.buckets().entrySet().stream()
            .map(size -> size.getValue() + " at " + size.getKey())
            .collect(Collectors.joining(", "));
    context.log().info(report.pictures() + " pictures: " + sizes);
    report.warnings().stream()
        .limit(MAX_WARNED)
        .forEach(problem -> context.log().warn(problem.message()));
    add(REPORT, Output.Role.MANIFEST, "application/json", found);
    add(SHEET, Output.Role.PREVIEW, "image/png", Png.encode(ContactSheet.of(dataset, report)));
  }

  private void add(String name, Output.Role role, String contentType, byte[] bytes) {
    context.outputs().add(name, role, contentType, bytes, OptionalLong.empty());
  }
}
