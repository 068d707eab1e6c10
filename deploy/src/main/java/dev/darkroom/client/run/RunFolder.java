package dev.darkroom.client.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run. {@code run.json} says what it is the run of, {@code results.jsonl} has a
 * line for each line of the batch that is over and done with, in the order in which they ended, and
 * {@code errors.jsonl} those that did not succeed. One process works in it at a time.
 */
final class RunFolder implements AutoCloseable {
  static final String STATE = "run.json";
  static final String RESULTS = "results.jsonl";
  static final String ERRORS = "errors.jsonl";

  private final ObjectMapper mapper = new ObjectMapper().registerModule(new Jdk8Module());
  private final Path folder;
  private final FileChannel lock;
  private final FileChannel journal;
  private final Set<String> landed = new HashSet<>();
  private Optional<String> last = Optional.empty();
  private int failed;

  private RunFolder(Path folder, FileChannel lock, FileChannel journal) {
    this.folder = folder;
    this.lock = lock;
    this.journal = journal;
  }

  /**
   * Opens a folder, new or of an earlier run; nobody else can until it is closed.
   *
   * @param known told of every line that an earlier run has brought in
   * @throws RunException where another process works in it
   */
  static RunFolder open(Path folder, Consumer<Landing> known) throws IOException {
    Files.createDirectories(folder);
    FileChannel lock =
        FileChannel.open(
            folder.resolve(".run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      take(lock, folder);
      RunFolder opened =
          new RunFolder(
              folder,
              lock,
              FileChannel.open(
                  folder.resolve(RESULTS),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE));
      opened.replay(known);
      return opened;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void take(FileChannel lock, Path folder) throws IOException {
    @Nullable FileLock taken;
    try {
      taken = lock.tryLock();
    } catch (OverlappingFileLockException e) {
      taken = null;
    }
    if (taken == null) {
      throw new RunException(
          "another run works in " + folder + ": wait for it, or use another folder");
    }
  }

  /** What it is the run of; empty where it is new. */
  Optional<RunState> state() throws IOException {
    Path file = folder.resolve(STATE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      RunState state = mapper.readValue(file.toFile(), RunState.class);
      if (state.version() != RunState.VERSION) {
        throw new RunException(
            file
                + " is of version "
                + state.version()
                + ": this darkroom reads version "
                + RunState.VERSION);
      }
      return Optional.of(state);
    } catch (JsonProcessingException e) {
      throw new RunException(file + " is damaged: use another folder");
    }
  }

  /** Writes down what it is the run of, before that becomes true. */
  void keep(RunState state) throws IOException {
    Path next = folder.resolve(STATE + ".part");
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      write(out, mapper.writeValueAsBytes(state));
      out.force(true);
    }
    Files.move(
        next,
        folder.resolve(STATE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Is the run of nothing any more. */
  void forget() throws IOException {
    Files.deleteIfExists(folder.resolve(STATE));
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  boolean hasLanded(String job) {
    return landed.contains(job);
  }

  /** How many lines are over and done with. */
  int landed() {
    return landed.size();
  }

  /** Those of them that did not succeed. */
  int failed() {
    return failed;
  }

  /** The job of the line that landed last. */
  Optional<String> last() {
    return last;
  }

  /** A line is over and done with: its files are here. */
  void land(Landing line) throws IOException {
    byte[] text = (mapper.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    write(journal, text);
    count(line);
  }

  /** All that landed until now outlives this machine's power. */
  void settle() throws IOException {
    journal.force(true);
  }

  /** Writes {@code errors.jsonl} anew; removes it where all went well. */
  void writeErrors() throws IOException {
    Path file = folder.resolve(ERRORS);
    if (failed == 0) {
      Files.deleteIfExists(file);
      return;
    }
    Path next = folder.resolve(ERRORS + ".part");
    try (BufferedReader lines = Files.newBufferedReader(folder.resolve(RESULTS));
        BufferedWriter out = Files.newBufferedWriter(next)) {
      for (String line; (line = lines.readLine()) != null; ) {
        if (!mapper.readValue(line, Landing.class).succeeded()) {
          out.write(line + "\n");
        }
      }
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads what an earlier run has brought in. A line that was cut off while it was written, or
   * whose files are gone, and all after it are not taken: they are fetched again.
   */
  private void replay(Consumer<Landing> known) throws IOException {
    long good = 0;
    try (BufferedReader lines = Files.newBufferedReader(folder.resolve(RESULTS))) {
      for (String line; (line = lines.readLine()) != null; ) {
        Optional<Landing> read = whole(line);
        if (read.isEmpty()) {
          break;
        }
        good += line.getBytes(StandardCharsets.UTF_8).length + 1;
        count(read.get());
        known.accept(read.get());
      }
    }
    if (good > journal.size()) { // the last line has no end: its newline was cut off
      journal.position(journal.size());
      write(journal, new byte[] {'\n'});
    }
    journal.truncate(good);
    journal.position(good);
  }

  private Optional<Landing> whole(String line) throws IOException {
    Landing read;
    try {
      read = mapper.readValue(line, Landing.class);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    for (Landing.SavedFile saved : read.files()) {
      Path file = folder.resolve(saved.name());
      if (!Files.isRegularFile(file) || Files.size(file) != saved.sizeBytes()) {
        return Optional.empty();
      }
    }
    return Optional.of(read);
  }

  private void count(Landing line) {
    boolean fresh = landed.add(line.id());
    last = Optional.of(line.id());
    failed += fresh && !line.succeeded() ? 1 : 0;
  }

  private static void write(FileChannel out, byte[] bytes) throws IOException {
    for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
      int _ = out.write(rest);
    }
  }

  @Override
  public void close() throws IOException {
    try (lock;
        journal) {
      journal.force(true);
    }
  }
}
