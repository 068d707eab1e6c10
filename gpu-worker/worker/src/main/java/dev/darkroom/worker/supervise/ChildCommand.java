package dev.darkroom.worker.supervise;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to keep alive.
 *
 * @param name for logs and states
 * @param command the program and its arguments
 * @param environment added to this process's own
 * @param output what it prints is appended here
 */
public record ChildCommand(
    String name, List<String> command, Map<String, String> environment, Path output) {
  public ChildCommand {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("child '" + name + "' has no command");
    }
  }
}
