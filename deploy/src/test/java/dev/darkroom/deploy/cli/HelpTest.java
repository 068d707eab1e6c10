package dev.darkroom.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
  @Test
  void helpListsEveryCommand() {
    Ran help = Ran.command("help");

    assertThat(help.exit()).isZero();
    assertThat(help.out()).contains(names());
  }

  @Test
  void helpOfACommandIsWhatTheCommandSaysOfItself() {
    assertThat(Ran.command("help", "world").out())
        .isEqualTo(Ran.command("world", "--help").out())
        .contains("draw", "judge");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyCommandSaysWhatItDoes(String name) {
    CommandLine command = Main.commandLine().getSubcommands().get(name);

    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("ownNames")
  void everyCommandOfOursEndsItsHelpWithAnExample(String name) {
    CommandLine command = Main.commandLine().getSubcommands().get(name);

    assertThat(command.getUsageMessage()).contains("Example: darkroom " + name);
  }

  private static List<String> names() {
    return List.copyOf(Main.commandLine().getSubcommands().keySet());
  }

  private static Stream<String> ownNames() {
    return names().stream().filter(name -> !name.equals("help"));
  }
}
