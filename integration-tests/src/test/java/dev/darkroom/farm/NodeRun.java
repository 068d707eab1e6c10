package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.deploy.farm.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Node project in a temporary folder of its own. */
final class NodeRun implements AutoCloseable {
  private static final int OLDEST = 20;
  private static final Pattern VERSION = Pattern.compile("v([0-9]+)\\..*", Pattern.DOTALL);
  private static final int PATIENCE_SECONDS = 240;

  private final Path folder;

  private NodeRun(Path folder) {
    this.folder = folder;
  }

  /** What a process has said, and how it ended. */
  record Said(int exit, String text) {}

  /** Whether Node and npm are on the path, and new enough. */
  static boolean isThere() throws IOException, InterruptedException {
    Path anywhere = Files.createTempDirectory("darkroom-node");
    try (NodeRun run = new NodeRun(anywhere)) {
      Matcher version = VERSION.matcher(run.start(Map.of(), "node", "--version").text());
      return version.matches()
          && Integer.parseInt(version.group(1)) >= OLDEST
          && run.start(Map.of(), "npm", "--version").exit() == 0;
    } catch (IOException _) {
      return false; // there is no such program
    }
  }

  /** A copy of a project. */
  static NodeRun of(Path project) throws IOException {
    Path folder = Files.createTempDirectory("darkroom-node");
    try (Stream<Path> files = Files.list(project)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    return new NodeRun(folder);
  }

  void npm(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("npm"));
    command.addAll(List.of(arguments));
    Said said = start(Map.of(), command.toArray(String[]::new));
    assertThat(said.exit()).as(said.text()).isZero();
  }

  /** Runs the project's tests against a farm, {@code input} being the lines of their batch. */
  Said run(String base, String key, String input) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("input.jsonl"), input);
    return start(
        Map.of("OPENAI_BASE_URL", base, "OPENAI_API_KEY", key), "node", "--test", "client.test.js");
  }

  /** A file that the project has written. */
  String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private Said start(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path log = folder.resolve("said.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return new Said(
          ended ? process.exitValue() : -1, Files.readString(log, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() throws IOException {
    Folders.delete(folder);
  }
}
