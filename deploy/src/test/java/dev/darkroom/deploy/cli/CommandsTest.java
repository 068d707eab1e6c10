package dev.darkroom.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.deploy.cli.common.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What holds for every command, down to the last subcommand. */
class CommandsTest {
  /** What prints no result: services that log, and texts that are no data. */
  private static final Set<String> WITHOUT_RESULT =
      Set.of("run gateway", "run scheduler", "run worker", "completion", "test", "help");

  @ParameterizedTest
  @MethodSource("commands")
  void itsHelpSaysWhatItDoesAndEndsWithAnExampleOfItself(String command) {
    Ran help = Ran.command(words(command, "--help"));

    assertThat(help.exit()).isZero();
    assertThat(help.out()).contains("Usage: darkroom " + command);
    if (!command.equals("help")) {
      assertThat(help.out()).containsPattern("Example: (source <\\()?darkroom " + command);
    }
  }

  @ParameterizedTest
  @MethodSource("leaves")
  void itSpeaksJsonToMachines(String command) {
    assertThat(WITHOUT_RESULT.contains(command) || optionsOf(command).contains("--json"))
        .as("%s has --json", command)
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("ownCommands")
  void aWrongCallOfItExitsWith2AndOneLineOfWhatWasWrong(String command) {
    Ran ran = Ran.command(words(command, "--no-such-option"));

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("darkroom: ").contains("--help");
  }

  private static String[] words(String command, String last) {
    return (command + " " + last).split(" ");
  }

  private static List<String> optionsOf(String command) {
    CommandLine found = Main.commandLine();
    for (String word : command.split(" ")) {
      found = found.getSubcommands().get(word);
    }
    return List.copyOf(found.getCommandSpec().optionsMap().keySet());
  }

  static Stream<String> commands() {
    return all().stream();
  }

  /** Without picocli's own, which takes whatever it is given. */
  static Stream<String> ownCommands() {
    return commands().filter(command -> !command.equals("help"));
  }

  static Stream<String> leaves() {
    List<String> all = all();
    return all.stream()
        .filter(command ->
            command.equals("jobs") || all.stream().noneMatch(o -> o.startsWith(command + " ")));
  }

  /** Every command's words, those of groups among them. */
  static List<String> all() {
    List<String> all = new ArrayList<>();
    walk(Main.commandLine(), "", all);
    return all;
  }

  private static void walk(CommandLine line, String above, List<String> all) {
    line.getSubcommands()
        .forEach((name, command) -> {
          String words = (above + " " + name).strip();
          all.add(words);
          walk(command, words, all);
        });
  }
}
