package dev.darkroom.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.gateway.http.ApiDocument;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The commands and the API's document, held against each other. */
class ReachTest {
  @Test
  void everyCallOfTheApiIsMadeByACommand() {
    TreeSet<String> missing = new TreeSet<>(ApiDocument.load().operationIds());
    missing.removeAll(Reach.byOperation().keySet());

    assertThat(missing).as("calls without a line in Reach").isEmpty();
  }

  @Test
  void everyCallThatACommandIsSaidToMakeIsOneOfTheApi() {
    assertThat(ApiDocument.load().operationIds()).containsAll(Reach.byOperation().keySet());
  }

  @Test
  void everyCommandThatIsSaidToMakeOneExists() {
    assertThat(CommandsTest.all()).containsAll(Map.copyOf(Reach.byOperation()).values());
  }
}
