package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.job.spec.FineTuneSpec.Source;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.job.spec.WordRef;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The pictures that a fine-tune learns from: uploads with captions, an archive's upload, or all
 * that lies below a prefix of the tenant's own. What only a model can tell, the worker finds before
 * its first step.
 */
final class DatasetReader {
  static final Set<String> NAMES =
      Set.of("images", "captions", "dataset", "words", "resolution", "buckets", "random_flip");

  /** What a prefix begins with; its rest lies below the tenant's own datasets. */
  private static final String PREFIX = "s3:";

  private static final int MAX_ID_CHARS = 256;
  private static final int MAX_WORDS = 16;

  /** A spec is a record of the log, and this many bytes of captions still fit. */
  private static final int MAX_CAPTION_BYTES = 300_000;

  private final Pictures pictures;
  private final Words words;
  private final ObjectStore store;

  DatasetReader(Pictures pictures, Words words, ObjectStore store) {
    this.pictures = pictures;
    this.words = words;
    this.store = store;
  }

  /**
   * What is learned from; may block.
   *
   * @param prompts other texts of the job that may use learned words
   * @param prompt whether pictures without a caption have a text of their own
   */
  FineTuneSpec.Dataset read(
      Fields fields, TenantId tenant, ModelCard card, List<Words.Text> prompts, boolean prompt) {
    Source source = source(fields, tenant, prompt);
    return new FineTuneSpec.Dataset(
        source,
        TrainingFields.resolution(fields, card),
        fields.flag("buckets", true),
        fields.flag("random_flip", false) ? 0.5 : 0,
        words(fields, tenant, source, prompts));
  }

  private Source source(Fields fields, TenantId tenant, boolean prompt) {
    boolean listed = fields.has("images");
    if (listed == fields.has("dataset")) {
      throw Fields.problem(
          listed ? ProblemCode.FIELDS_CONFLICT : ProblemCode.MISSING_FIELD,
          "dataset",
          listed
              ? "images and dataset are both given: use one of them"
              : "dataset is missing: name an archive's upload or s3:FOLDER, or pictures in images");
    }
    if (listed) {
      return listed(fields, tenant, prompt);
    }
    if (fields.has("captions")) {
      throw Fields.problem(
          ProblemCode.FIELDS_CONFLICT,
          "captions",
          "captions go with images: those of a dataset lie in it, as .txt files, metadata.jsonl or"
              + " dataset.json");
    }
    String dataset = fields.requiredText("dataset", MAX_ID_CHARS);
    return dataset.startsWith(PREFIX)
        ? below(tenant, dataset.substring(PREFIX.length()), prompt)
        : new Source.Archive(
            pictures.archive(tenant, "dataset", dataset, FineTuneSpec.MAX_PICTURES));
  }

  private Source below(TenantId tenant, String folder, boolean prompt) {
    try {
      String prefix = ObjectKeys.dataset(tenant, folder);
      DatasetListing.of(store, prefix).check(!prompt);
      return new Source.Prefix(prefix);
    } catch (IllegalArgumentException e) {
      throw Fields.problem(ProblemCode.INVALID_NAME, "dataset", "dataset: " + e.getMessage());
    }
  }

  private Source listed(Fields fields, TenantId tenant, boolean prompt) {
    List<Picture> found = pictures.captioned(fields, tenant, FineTuneSpec.MAX_LISTED);
    int bytes = 0;
    for (int i = 0; i < found.size(); i++) {
      Picture picture = found.get(i);
      Optional<String> caption = picture.caption().filter(text -> !text.isBlank());
      if (caption.isEmpty() && !prompt) {
        throw Fields.problem(
            ProblemCode.INVALID_TEXT,
            "captions",
            "picture %d (%s) has no caption: give it one".formatted(i + 1, picture.name()));
      }
      bytes += caption.map(text -> text.getBytes(StandardCharsets.UTF_8).length).orElse(0);
    }
    if (bytes > MAX_CAPTION_BYTES) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          "captions",
          "the captions have %d bytes in all, at most %d go into a job: bring an archive, and name it"
                  .formatted(bytes, MAX_CAPTION_BYTES)
              + " as dataset");
    }
    return new Source.Listed(found);
  }

  /** Those that stand in texts seen here, and those that are named for texts which are not. */
  private List<WordRef> words(
      Fields fields, TenantId tenant, Source source, List<Words.Text> prompts) {
    List<Words.Text> texts = new ArrayList<>(prompts);
    for (String word : fields.list("words", MAX_WORDS, MAX_ID_CHARS)) {
      if (!word.startsWith("<")) {
        throw Fields.problem(
            ProblemCode.INVALID_NAME,
            "words",
            "words '" + Fields.clip(word) + "' is no learned word: write it as <name>");
      }
      texts.add(new Words.Text("words", word));
    }
    if (source instanceof Source.Listed listed) {
      listed
          .pictures()
          .forEach(picture ->
              picture.caption().ifPresent(text -> texts.add(new Words.Text("captions", text))));
    }
    return words.in(tenant, texts);
  }
}
