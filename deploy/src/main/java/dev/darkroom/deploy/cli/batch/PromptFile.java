package dev.darkroom.deploy.cli.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.job.Drawing;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A plain text file with a prompt on each line, made into a batch's JSON lines. The same file and
 * options give the same bytes, so that a run of it can be gone on with.
 */
final class PromptFile {
  private static final int MAX_LINES = 1_000_000;

  private PromptFile() {}

  /** Whether a file holds prompts, and not JSON: by its ending, else by its first character. */
  static boolean isOne(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return false;
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line; (line = lines.readLine()) != null; ) {
        if (!line.isBlank()) {
          return name.endsWith(".txt") || !line.stripLeading().startsWith("{");
        }
      }
    } catch (CharacterCodingException e) {
      throw notText(file);
    }
    throw CommandFailure.usage(file + " is empty: write a prompt, or a job, on each line");
  }

  /** Writes the jobs; each is called {@code prompt-} and its line. */
  static void write(Path prompts, Drawing drawing, Path jobs) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    Path next = jobs.resolveSibling(jobs.getFileName() + ".part");
    try (BufferedReader lines = Files.newBufferedReader(prompts);
        BufferedWriter out = Files.newBufferedWriter(next)) {
      int number = 0;
      int job = 0;
      for (String line; (line = lines.readLine()) != null; ) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        if (job == MAX_LINES) {
          throw CommandFailure.usage(
              prompts + " has over " + MAX_LINES + " prompts: split it into several batches");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("custom_id", String.format(Locale.ROOT, "prompt-%06d", number));
        fields.putAll(drawing.body(line.strip(), (long) job * drawing.pictures()).fields());
        out.write(mapper.writeValueAsString(fields) + "\n");
        job++;
      }
    } catch (CharacterCodingException e) {
      throw notText(prompts);
    }
    Files.move(next, jobs, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static CommandFailure notText(Path file) {
    return CommandFailure.usage(file + " is no UTF-8 text: write a prompt, or a job, on each line");
  }
}
