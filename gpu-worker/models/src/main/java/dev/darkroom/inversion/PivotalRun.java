package dev.darkroom.inversion;

import dev.darkroom.embedding.EmbeddingReader;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.image.Buckets;
import dev.darkroom.image.Rgb;
import dev.darkroom.model.Artifact;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuner;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.Size;
import dev.darkroom.model.StepReport;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.weights.AtomicFile;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.WeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Pivotal tuning (Roich et al. 2021), for words: one is learned first, the pivot, which finds the
 * place of the concept among what the model knows; then the model is changed a little around it,
 * the word staying as it is. One training with one count of steps. Its checkpoint is the first
 * half's own while that lasts; then it holds the word's files and the second half's own.
 */
public final class PivotalRun implements TrainingRun {
  /** What a checkpoint of the second half holds: the word's files by their names, and its state. */
  private static final String WORD = "word/";

  private static final String STATE = "state";

  /** A plain file name: whatever it says, it lies in the folder that it is resolved in. */
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

  /** No text side has more encoders. */
  private static final int MAX_WORD_FILES = 2;

  private final Request request;
  private TrainingRun half;
  private List<Path> word;

  /**
   * The second half.
   *
   * @param lora what is changed
   * @param lineage what the result says of where it comes from
   * @param digests of the pictures' files, in the first half's order
   */
  public record Around(
      FineTuneRequest.Lora lora,
      FineTuneRequest.Descent descent,
      FineTuneRequest.Lineage lineage,
      List<String> digests) {
    public Around {
      digests = List.copyOf(digests);
    }
  }

  /**
   * Both halves on a model.
   *
   * @param scratch a folder for this run's files, which their owner takes away
   */
  public record Request(
      Inverter inverter, InversionRequest pivot, FineTuner tuner, Around around, Path scratch) {
    private TrainingRun around(List<Path> word, Optional<Path> state) {
      Optional<String> token = Optional.of(pivot.word().placeholder());
      List<LearnedWord> learned =
          word.size() == 1
              ? EmbeddingReader.read(word.getFirst(), token)
              : EmbeddingReader.read(word.getFirst(), word.getLast(), token);
      return tuner.start(request(learned.getFirst()), state);
    }

    /** The same pictures, under captions that use the word. */
    private FineTuneRequest request(LearnedWord word) {
      List<FineTuneRequest.Example> examples = new ArrayList<>();
      for (int i = 0; i < pivot.examples().size(); i++) {
        Rgb picture = pivot.examples().get(i).picture();
        examples.add(
            new FineTuneRequest.Example(
                () -> picture,
                new Size(picture.width(), picture.height()),
                caption(pivot.examples().get(i)).replace(InversionRequest.BLANK, word.token()),
                around.digests().get(i)));
      }
      return new FineTuneRequest(
          around.lora(),
          new FineTuneRequest.Material(
              examples,
              Buckets.square(pivot.preparation().resolution()),
              pivot.preparation().flip(),
              List.of(word)),
          around.descent(),
          FineTuneRequest.Objective.PLAIN,
          around.lineage(),
          pivot.seed());
    }

    private String caption(InversionRequest.Example example) {
      return switch (pivot.prompts()) {
        case CAPTIONS -> example.caption().orElseThrow();
        case OBJECT -> Templates.OBJECT.getFirst();
        case STYLE -> Templates.STYLE.getFirst();
        case BARE -> InversionRequest.BLANK;
      };
    }

    private Path folder(String name) {
      try {
        return Files.createDirectories(scratch.resolve("pivotal").resolve(name));
      } catch (IOException e) {
        throw new UncheckedIOException("there is no folder for the run's files", e);
      }
    }
  }

  /**
   * @param word its files, a table for each text encoder; empty in the first half
   */
  private PivotalRun(Request request, TrainingRun half, List<Path> word) {
    this.request = request;
    this.half = half;
    this.word = List.copyOf(word);
  }

  /**
   * Begins, or goes on.
   *
   * @param checkpoint a file that {@link #save} wrote in a run of the same request
   * @throws WeightsException if the checkpoint is another training's, or would write anywhere but
   *     below the scratch folder
   */
  public static PivotalRun start(Request request, Optional<Path> checkpoint) {
    try (Arena arena = Arena.ofConfined()) {
      Optional<Safetensors> saved = checkpoint.map(file -> Safetensors.open(file, arena));
      if (saved.filter(file -> file.names().contains(STATE)).isEmpty()) {
        return new PivotalRun(
            request, request.inverter().start(request.pivot(), checkpoint), List.of());
      }
      List<String> names = wordFiles(saved.get());
      Path folder = request.folder("resumed-word");
      List<Path> word = new ArrayList<>();
      for (String name : names) {
        word.add(unpack(folder.resolve(name), saved.get().get(WORD + name)));
      }
      Path state = unpack(request.folder("resumed").resolve(STATE), saved.get().get(STATE));
      return new PivotalRun(request, request.around(word, Optional.of(state)), word);
    }
  }

  /** The names of the word's files in a checkpoint of the second half, each fit for a folder. */
  private static List<String> wordFiles(Safetensors saved) {
    List<String> names =
        saved.names().stream()
            .filter(name -> name.startsWith(WORD))
            .map(name -> name.substring(WORD.length()))
            .sorted()
            .toList();
    if (names.isEmpty() || names.size() > MAX_WORD_FILES) {
      throw invalid(
          "it holds %d files of a word: 1 or %d are right".formatted(names.size(), MAX_WORD_FILES));
    }
    for (String name : names) {
      if (!FILE_NAME.matcher(name).matches()) {
        throw invalid("'" + WORD + name + "' is no plain file name below " + WORD);
      }
    }
    return names;
  }

  private static WeightsException invalid(String why) {
    return new WeightsException(
        WeightsException.Code.TENSOR_INVALID, "this is no checkpoint of a pivotal run: " + why);
  }

  @Override
  public boolean step() {
    if (isPivot() && half.done() == request.pivot().descent().steps()) {
      turn();
    }
    return half.step() || isPivot();
  }

  /** The first half's memory is given back before the second begins. */
  private void turn() {
    List<Path> learned =
        half.artifacts(request.folder("learned")).stream().map(Artifact::path).toList();
    half.close();
    half = request.around(learned, Optional.empty());
    word = learned;
  }

  private boolean isPivot() {
    return word.isEmpty();
  }

  private long before() {
    return isPivot() ? 0 : request.pivot().descent().steps();
  }

  @Override
  public long done() {
    return before() + half.done();
  }

  @Override
  public long total() {
    return request.pivot().descent().steps() + request.around().descent().steps();
  }

  @Override
  public Optional<StepReport> last() {
    return half.last().map(report -> report.after(before()));
  }

  @Override
  public void save(Path checkpoint) {
    if (isPivot()) {
      half.save(checkpoint);
      return;
    }
    Path state = request.folder("saving").resolve(STATE);
    half.save(state);
    Map<String, HostTensor> files = new TreeMap<>(Map.of(STATE, packed(state)));
    word.forEach(file -> files.put(WORD + file.getFileName(), packed(file)));
    SafetensorsWriter.write(checkpoint, files, Map.of());
  }

  /** The word, and in the second half what is changed around it. */
  @Override
  public List<Artifact> artifacts(Path folder) {
    List<Artifact> all = new ArrayList<>();
    for (Path file : word) {
      Path copy = folder.resolve(file.getFileName());
      AtomicFile.write(copy, bytes(file));
      all.add(InversionRun.artifact(copy));
    }
    all.addAll(half.artifacts(folder));
    return all;
  }

  @Override
  public GenerationRun sample(GenerationRequest asked) {
    return half.sample(asked);
  }

  @Override
  public void close() {
    half.close();
  }

  private static HostTensor packed(Path file) {
    byte[] bytes = bytes(file);
    return new HostTensor(DType.U8, Shape.of(bytes.length), MemorySegment.ofArray(bytes));
  }

  private static Path unpack(Path file, HostTensor bytes) {
    AtomicFile.write(file, bytes.toBytes());
    return file;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.getFileName() + " cannot be read back", e);
    }
  }
}
