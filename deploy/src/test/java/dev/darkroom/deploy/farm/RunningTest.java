package dev.darkroom.deploy.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.deploy.farm.Running.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunningTest {
  private final List<String> stopped = new ArrayList<>();
  private final Running running = new Running();

  @Test
  void partsStopStageByStageWhateverOrderTheyStartedIn() {
    keep(Stage.SERVERS, "kafka");
    keep(Stage.WORKERS, "workers");
    keep(Stage.EDGE, "gateway");
    keep(Stage.FOLDER, "folder");
    keep(Stage.SCHEDULER, "scheduler");

    running.close();

    assertThat(stopped).containsExactly("gateway", "workers", "scheduler", "kafka", "folder");
  }

  @Test
  void withinAStageTheLatestStopsFirst() {
    keep(Stage.CLIENTS, "log");
    keep(Stage.CLIENTS, "objects");

    running.close();

    assertThat(stopped).containsExactly("objects", "log");
  }

  @Test
  void aPartThatDoesNotStopKeepsNoOtherFromIt() {
    keep(Stage.SERVERS, "kafka");
    var _ =
        running.keep(
            Stage.EDGE,
            () ->
                () -> {
                  throw new IllegalStateException("stuck");
                });

    running.close();

    assertThat(stopped).containsExactly("kafka");
  }

  @Test
  void whatStartsDuringTheStopIsStoppedAtOnce() {
    running.close();

    assertThatThrownBy(() -> keep(Stage.SERVERS, "late")).hasMessageContaining("being stopped");
    assertThat(stopped).containsExactly("late");
  }

  @Test
  void aSecondStopFindsNothingToDo() {
    keep(Stage.EDGE, "gateway");

    running.close();
    running.close();

    assertThat(stopped).containsExactly("gateway");
  }

  private void keep(Stage stage, String name) {
    var _ = running.keep(stage, () -> () -> stopped.add(name));
  }
}
