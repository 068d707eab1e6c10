package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.command.Submitter;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.request.IdempotencyKey;
import dev.darkroom.gateway.request.JobRequestReader;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.gateway.upload.FileType;
import dev.darkroom.gateway.upload.Intake;
import dev.darkroom.gateway.upload.SentFile;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.storage.file.Files;
import dev.darkroom.storage.file.Purpose;
import dev.darkroom.storage.file.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Takes fine-tuning jobs as OpenAI's clients send them. */
public final class TuningDesk {
  /** The label under which a job remembers its file. */
  static final String FILE = "training_file";

  private static final int MAX_BYTES = 64 << 20;

  private final JobRequestReader reader;
  private final Submitter submitter;
  private final FileDesk files;
  private final Files stored;
  private final Intake intake;

  public TuningDesk(
      JobRequestReader reader, Submitter submitter, FileDesk files, Files stored, Intake intake) {
    this.reader = reader;
    this.submitter = submitter;
    this.files = files;
    this.stored = stored;
    this.intake = intake;
  }

  /** A request whose outside fits. */
  public static final class Asked {
    private final TuningWords.Said said;
    private final StoredFile file;
    private final Digest digest;

    private Asked(TuningWords.Said said, StoredFile file, Digest digest) {
      this.said = said;
      this.file = file;
      this.digest = digest;
    }
  }

  /**
   * Reads a request's body.
   *
   * @throws ProblemException naming the field that does not fit
   */
  public Asked read(Request request) {
    request.checkMayRun(JobKind.FINE_TUNE);
    ObjectNode sent = JsonText.object(request.body().getBytes());
    TuningWords.Said said = TuningWords.read(sent);
    StoredFile file = files.find(request.tenant(), FILE, said.file());
    if (file.purpose() != Purpose.FINE_TUNE) {
      throw wrong(
          "was brought with purpose %s: bring it with purpose fine-tune".formatted(file.purpose()));
    }
    return new Asked(said, file, JsonText.digest(sent));
  }

  /** Makes the file's pictures a dataset, and queues the job. Blocks. */
  public Viewed begin(Request request, Asked asked) throws InterruptedException {
    Intake.Unpacked zip = Intake.unpacked(zip(asked.file));
    asked.said.count(zip.pictures().size());
    ObjectNode job = asked.said.job();
    job.put("dataset", intake.keep(request.tenant(), zip).id());
    job.withObjectProperty("metadata").put(FILE, asked.file.id().value());
    return submitter
        .submit(
            request.who(),
            reader.read(job, asked.digest, request.tenant()),
            IdempotencyKey.parse(request.header(IdempotencyKey.HEADER)))
        .job();
  }

  private SentFile zip(StoredFile file) {
    try (InputStream in = stored.open(file)) {
      SentFile zip = new SentFile(file.name(), in.readNBytes(MAX_BYTES + 1), Optional.empty());
      if (zip.type() != FileType.ZIP || zip.bytes().length > MAX_BYTES) {
        throw wrong(
            "is no zip of pictures, each with a .txt caption beside it, of at most %d bytes"
                .formatted(MAX_BYTES));
      }
      return zip;
    } catch (IOException e) {
      throw new UncheckedIOException(file.id() + " cannot be read", e);
    }
  }

  private static ProblemException wrong(String why) {
    return Fields.problem(ProblemCode.INVALID_FILE, FILE, FILE + " " + why);
  }
}
