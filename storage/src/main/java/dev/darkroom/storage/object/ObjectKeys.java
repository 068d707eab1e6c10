package dev.darkroom.storage.object;

import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.FileId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.Names;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where things lie in the bucket, and nothing lies elsewhere:
 *
 * <pre>
 * t/{tenant}/j/{job}/e/{epoch}/{file}     what one run wrote; manifest.json last
 * models/{name}/{version}/{path}          a model's files; claim first, manifest.json last
 * t/{tenant}/embeddings/…                 learned words: see Embeddings
 * shared/embeddings/{name}                whose learned word everybody may use
 * shared/models/{name}                    whose model everybody may use
 * made/models/{tenant}/{job}              which version a tenant's job became
 * t/{tenant}/uploads/{digest}/…           what a tenant brought: see Uploads
 * t/{tenant}/direct/{open|done}/{id}/…    what a tenant puts there itself: see DirectUploads
 * t/{tenant}/datasets/{folder}/…          pictures and captions that a tenant put there itself
 * t/{tenant}/batches/{batch}/…            a batch: see Batches
 * t/{tenant}/batch-index/{time}-{batch}   its batches, the newest first
 * batches/open/{tenant}/{batch}           those that have not ended
 * t/{tenant}/f/{time}-{file}/…            its files, the newest first: see Files
 * </pre>
 */
public final class ObjectKeys {
  /** The file that is written last and makes the rest count. */
  public static final String MANIFEST = "manifest.json";

  /** The file of a model's version that is written first and gives its number away for good. */
  public static final String CLAIM = "claim";

  /** Below this everything that runs wrote. */
  public static final String RUNS = "t/";

  /** Below this every model. */
  public static final String MODELS = "models/";

  /** Below this every batch that has not ended. */
  public static final String OPEN_BATCHES = "batches/open/";

  /** Parts of a path: no empty ones, none that climbs, nothing that needs escaping in a URL. */
  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,127}){0,7}");

  private static final Pattern RUN =
      Pattern.compile("t/([a-z0-9._-]+)/j/([0-9a-f-]{36})/e/([0-9]{1,18})/(.+)");

  private static final Pattern EMBEDDING =
      Pattern.compile("t/[a-z0-9._-]+/embeddings/([^/]+)/([0-9]{1,9})/(.+)");

  private static final Pattern UPLOAD =
      Pattern.compile("t/([a-z0-9._-]+)/uploads/([0-9a-f]{64})/(.+)");

  private static final Pattern DIRECT =
      Pattern.compile("(t/[a-z0-9._-]+/direct/(?:open|done)/direct_[0-9a-f]{32}/).+");

  private static final Pattern OPEN_BATCH =
      Pattern.compile(OPEN_BATCHES + "([a-z0-9._-]+)/(batch_[0-9a-f]{32})");

  private static final Pattern BATCH =
      Pattern.compile("t/([a-z0-9._-]+)/batches/(batch_[0-9a-f]{32})/(.+)");

  private static final Pattern BATCH_INDEX =
      Pattern.compile("t/([a-z0-9._-]+)/batch-index/[0-9]{15}-(batch_[0-9a-f]{32})");

  private static final Pattern FILE =
      Pattern.compile("t/([a-z0-9._-]+)/f/[0-9]{15}-(file-[0-9a-f-]{36})/(.+)");

  private static final Pattern MODEL = Pattern.compile("models/([^/]+)/([0-9]{1,9})/(.+)");

  /** Above every time in milliseconds that a key may carry. */
  private static final long MAX_MILLIS = 999_999_999_999_999L;

  private ObjectKeys() {}

  /** The key of a file that a run leaves. */
  public static String output(TenantId tenant, RunRef run, String file) {
    return runPrefix(tenant, run) + path(file);
  }

  /** The key of a run's manifest. */
  public static String runManifest(TenantId tenant, RunRef run) {
    return runPrefix(tenant, run) + MANIFEST;
  }

  /** Below this everything that one run wrote. */
  public static String runPrefix(TenantId tenant, RunRef run) {
    return RUNS + tenant + "/j/" + run.job() + "/e/" + run.epoch() + "/";
  }

  /** Whose file this is, where it is a run's at all. */
  public static Optional<RunFile> parseRun(String key) {
    Matcher m = RUN.matcher(key);
    if (!m.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new RunFile(
              TenantId.of(m.group(1)),
              new RunRef(JobId.parse(m.group(2)), Epoch.of(Long.parseLong(m.group(3)))),
              m.group(4)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** A run's file, read back from its key. */
  public record RunFile(TenantId tenant, RunRef run, String file) {}

  /** Whose file this is, where it is a model's at all. */
  public static Optional<ModelPart> parseModel(String key) {
    Matcher m = MODEL.matcher(key);
    return m.matches() && Names.valid(m.group(1))
        ? Optional.of(new ModelPart(m.group(1), Integer.parseInt(m.group(2)), m.group(3)))
        : Optional.empty();
  }

  /** A model's file, read back from its key. */
  public record ModelPart(String name, int version, String file) {
    /** Whether its being there makes the version one. */
    public boolean isManifest() {
      return file.equals(MANIFEST);
    }

    /** Below this every file of the version. */
    public String prefix() {
      return modelPrefix(name, version);
    }

    /** Whether its being there takes the version's number. */
    public boolean isClaim() {
      return file.equals(CLAIM);
    }
  }

  /** Below this every learned word of a tenant. */
  public static String embeddings(TenantId tenant) {
    return RUNS + tenant + "/embeddings/";
  }

  /** Below this one learned word. */
  public static String embedding(TenantId tenant, String name) {
    return embeddings(tenant) + path(name) + "/";
  }

  /** A file of one version of a learned word. */
  public static String embeddingFile(TenantId tenant, String name, int version, String file) {
    return embedding(tenant, name) + version + "/" + path(file);
  }

  /** What is said of a learned word. */
  public static String embeddingAbout(TenantId tenant, String name) {
    return embedding(tenant, name) + "about.json";
  }

  /** The name that an alias stands for. */
  public static String embeddingAlias(TenantId tenant, String alias) {
    return RUNS + tenant + "/embedding-aliases/" + path(alias);
  }

  /** Whose learned word everybody may use under this name. */
  public static String sharedEmbedding(String name) {
    return "shared/embeddings/" + path(name);
  }

  /** Whose model, which a job made, everybody may use under this name. */
  public static String sharedModel(String name) {
    return "shared/models/" + path(name);
  }

  /** Below this, which versions a tenant's jobs became. */
  static String madeModels(TenantId tenant) {
    return "made/models/" + tenant + "/";
  }

  /** Which version a tenant's job became. */
  static String madeModel(TenantId tenant, JobId job) {
    return madeModels(tenant) + job;
  }

  /** A file of a version of a learned word, where it is one. */
  public static Optional<EmbeddingPart> parseEmbedding(String key) {
    Matcher m = EMBEDDING.matcher(key);
    return m.matches() && Names.valid(m.group(1))
        ? Optional.of(new EmbeddingPart(m.group(1), Integer.parseInt(m.group(2)), m.group(3)))
        : Optional.empty();
  }

  /** A learned word's file, read back from its key. */
  public record EmbeddingPart(String name, int version, String file) {}

  /** Below this everything that a tenant brought. */
  public static String uploads(TenantId tenant) {
    return RUNS + tenant + "/uploads/";
  }

  /** A file of something that a tenant brought. */
  public static String upload(TenantId tenant, Digest digest, String file) {
    return uploads(tenant) + digest.hex() + "/" + path(file);
  }

  /** Below this what a tenant may put there itself, and has put. */
  public static String openDirects(TenantId tenant) {
    return RUNS + tenant + "/direct/open/";
  }

  /** A part of a file that a tenant may put: what is known of it, or its bytes. */
  public static String openDirect(TenantId tenant, String id, String part) {
    return openDirects(tenant) + path(id + "/" + part);
  }

  /** What became of a file that a tenant has put. */
  public static String doneDirect(TenantId tenant, String id) {
    return RUNS + tenant + "/direct/done/" + path(id + "/" + MANIFEST);
  }

  /** Where it stands what is known of the direct upload that this is a part of, if it is of one. */
  public static Optional<String> parseDirect(String key) {
    Matcher m = DIRECT.matcher(key);
    return m.matches() ? Optional.of(m.group(1) + MANIFEST) : Optional.empty();
  }

  /** Below this a folder of pictures and captions that a tenant put there itself. */
  public static String dataset(TenantId tenant, String folder) {
    return RUNS + tenant + "/datasets/" + path(folder) + "/";
  }

  /** What part of what a tenant brought lies under this key; empty where it is none. */
  public static Optional<UploadPart> parseUpload(String key) {
    Matcher m = UPLOAD.matcher(key);
    return m.matches() && Names.valid(m.group(1))
        ? Optional.of(new UploadPart(TenantId.of(m.group(1)), m.group(2)))
        : Optional.empty();
  }

  /** A part of what a tenant brought, read back from its key. */
  public record UploadPart(TenantId tenant, String id) {
    /** Below this all its parts lie. */
    public String prefix() {
      return uploads(tenant) + id + "/";
    }
  }

  /** Below this everything of a batch. */
  public static String batchPrefix(TenantId tenant, BatchId batch) {
    return RUNS + tenant + "/batches/" + batch + "/";
  }

  /** A file of a batch. */
  public static String batch(TenantId tenant, BatchId batch, String file) {
    return batchPrefix(tenant, batch) + path(file);
  }

  /** Below this the names of a tenant's batches. */
  public static String batchIndexes(TenantId tenant) {
    return RUNS + tenant + "/batch-index/";
  }

  /** The name of a batch in the order of batches, the newest first. */
  public static String batchIndex(TenantId tenant, Instant created, BatchId batch) {
    return batchIndexes(tenant) + "%015d-%s".formatted(MAX_MILLIS - created.toEpochMilli(), batch);
  }

  /** The mark of a batch that has not ended. */
  public static String openBatch(TenantId tenant, BatchId batch) {
    return OPEN_BATCHES + tenant + "/" + batch;
  }

  /** Which open batch this marks, where it marks one. */
  public static Optional<BatchPart> parseOpenBatch(String key) {
    return parseBatch(OPEN_BATCH.matcher(key));
  }

  /** Of which batch this tells: one of its files, its mark or its place in the list. */
  public static Optional<BatchPart> parseAnyBatch(String key) {
    return parseBatch(BATCH.matcher(key))
        .or(() -> parseBatch(BATCH_INDEX.matcher(key)))
        .or(() -> parseOpenBatch(key));
  }

  /** A file's name within its batch, where it is one's. */
  public static Optional<String> batchFile(String key) {
    Matcher m = BATCH.matcher(key);
    return m.matches() ? Optional.of(m.group(3)) : Optional.empty();
  }

  private static Optional<BatchPart> parseBatch(Matcher m) {
    return m.matches() && Names.valid(m.group(1))
        ? Optional.of(new BatchPart(TenantId.of(m.group(1)), BatchId.of(m.group(2))))
        : Optional.empty();
  }

  /** A batch, read back from a key. */
  public record BatchPart(TenantId tenant, BatchId id) {}

  /** Below this every file of a tenant, the newest first. */
  public static String files(TenantId tenant) {
    return RUNS + tenant + "/f/";
  }

  /** Below this all of one file. */
  public static String filePrefix(TenantId tenant, FileId file) {
    return files(tenant) + "%015d-%s/".formatted(MAX_MILLIS - file.millis(), file);
  }

  /** A part of a file: what is known of it, or its bytes. */
  public static String file(TenantId tenant, FileId file, String part) {
    return filePrefix(tenant, file) + path(part);
  }

  /** Of which file this is a part; empty where it is of none. */
  public static Optional<FilePart> parseFile(String key) {
    Matcher m = FILE.matcher(key);
    return m.matches() && Names.valid(m.group(1)) && FileId.valid(m.group(2))
        ? Optional.of(new FilePart(TenantId.of(m.group(1)), FileId.of(m.group(2))))
        : Optional.empty();
  }

  /** A file, read back from a key. */
  public record FilePart(TenantId tenant, FileId id) {}

  static String modelPrefix(String name) {
    return MODELS + name + "/";
  }

  static String modelPrefix(String name, int version) {
    return modelPrefix(name) + version + "/";
  }

  static String modelManifest(String name, int version) {
    return modelPrefix(name, version) + MANIFEST;
  }

  static String modelClaim(String name, int version) {
    return modelPrefix(name, version) + CLAIM;
  }

  static String modelFile(String name, int version, String file) {
    return modelPrefix(name, version) + path(file);
  }

  /**
   * Checks a relative path of at most eight parts.
   *
   * @throws IllegalArgumentException where it could climb out or would need escaping
   */
  public static String path(String path) {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "'"
              + (path.length() <= 80 ? path : path.substring(0, 80) + "…")
              + "' is not a file path: use at most eight parts of letters, digits, '_', '-' and"
              + " '.', none beginning with '-' or '.'");
    }
    return path;
  }
}
