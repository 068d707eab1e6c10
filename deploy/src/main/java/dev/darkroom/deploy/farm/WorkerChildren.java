package dev.darkroom.deploy.farm;

import dev.darkroom.worker.supervise.ChildCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The command lines of worker processes: this very build, on this very Java. */
final class WorkerChildren {
  private static final List<String> JVM =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dai.djl.offline=true",
          "-Djava.awt.headless=true",
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "-Xlog:disable",
          "-Xlog:all=error:stderr");

  private WorkerChildren() {}

  /** {@code worker-1} to {@code worker-count}. */
  static List<ChildCommand> of(Path root, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> command(root, "worker-" + n)).toList();
  }

  /** The launcher's archive of parsed classes, where there is one. */
  private static Optional<Path> archive() {
    return Optional.ofNullable(System.getProperty("darkroom.archive"))
        .map(Path::of)
        .filter(Files::isRegularFile);
  }

  private static ChildCommand command(Path root, String name) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    archive().ifPresent(file -> command.add("-XX:SharedArchiveFile=" + file));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.darkroom.deploy.cli.Main");
    command.addAll(
        List.of(
            "run",
            "worker",
            "--supervised",
            root.toString(),
            "--worker.name=" + name,
            "--worker.folder=" + root.resolve(name)));
    return new ChildCommand(name, command, Map.of(), FarmFolder.log(root, name));
  }
}
