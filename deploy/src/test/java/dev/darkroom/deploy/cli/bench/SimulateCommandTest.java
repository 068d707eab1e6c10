package dev.darkroom.deploy.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.deploy.cli.Ran;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.scheduler.sim.Plant;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SimulateCommandTest {
  @Test
  void farmsInWhichAllHoldsExitWithZero() throws IOException {
    Ran ran = Ran.command("simulate", "--seed", "7", "--seeds", "3", "--json");
    assertThat(ran.exit()).isEqualTo(Exit.DONE);
    JsonNode said = new ObjectMapper().readTree(ran.out());
    assertThat(said.path("held").asBoolean()).isTrue();
    assertThat(said.path("seeds").asInt()).isEqualTo(3);
    assertThat(said.path("jobs").path("succeeded").asInt()).isPositive();
  }

  @Test
  void aBugThatIsBuiltInExitsWithOneAndTheCommandThatShowsIt() throws IOException {
    Ran ran = Ran.command("simulate", "--seeds", "200", "--plant", "skip-requeue", "--json");
    assertThat(ran.exit()).isEqualTo(Exit.FAILED);
    JsonNode said = new ObjectMapper().readTree(ran.out());
    String replay = said.path("replay").asText();
    assertThat(replay).startsWith("./darkroom simulate --seed ").contains("--plant skip-requeue");
    String[] again = replay.substring("./darkroom ".length()).split(" ");
    Ran replayed = Ran.command(again);
    assertThat(replayed.exit()).isEqualTo(Exit.FAILED);
    assertThat(replayed.out()).contains(said.path("what").asText());
  }

  @Test
  void theBugsAreListedABareNameALine() {
    Ran ran = Ran.command("simulate", "--list-planted");
    assertThat(ran.exit()).isEqualTo(Exit.DONE);
    assertThat(ran.out().lines()).containsExactlyElementsOf(words());
  }

  @Test
  void aBugOrFaultThatDoesNotExistIsAWrongCall() {
    assertThat(Ran.command("simulate", "--plant", "gremlins").exit()).isEqualTo(Exit.USAGE);
    assertThat(Ran.command("simulate", "--without", "rain").exit()).isEqualTo(Exit.USAGE);
    assertThat(Ran.command("simulate", "--seeds", "0").exit()).isEqualTo(Exit.USAGE);
    assertThat(Ran.command("simulate", "--workers", "0").exit()).isEqualTo(Exit.USAGE);
  }

  private static Iterable<String> words() {
    return Plant.bugs().stream().map(Plant::word).toList();
  }
}
