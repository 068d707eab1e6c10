package dev.darkroom.deploy.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.worker.supervise.ChildCommand;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkerChildrenTest {
  @TempDir Path root;

  @Test
  void everyWorkerHasItsOwnNameFolderAndLog() {
    List<ChildCommand> workers = WorkerChildren.of(root, 2);

    assertThat(workers).extracting(ChildCommand::name).containsExactly("worker-1", "worker-2");
    ChildCommand second = workers.get(1);
    assertThat(second.command())
        .containsSubsequence("run", "worker", "--supervised", root.toString())
        .contains("--worker.name=worker-2", "--worker.folder=" + root.resolve("worker-2"));
    assertThat(second.output()).isEqualTo(root.resolve("logs/worker-2.log"));
  }

  @Test
  void noSecretStandsOnACommandLine() {
    assertThat(WorkerChildren.of(root, 1).getFirst().command())
        .noneMatch(word -> word.contains("secret") || word.contains("key="));
  }
}
