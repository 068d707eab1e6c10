package dev.darkroom.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.darkroom.deploy.cli.common.Exit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionCommandTest {
  @TempDir private Path folder;

  @Test
  void bashCompletesCommands() throws Exception {
    assertThat(bash("darkroom", "ba")).containsExactly("batch");
    assertThat(bash("darkroom", "batch", "")).contains("run", "submit", "status", "cancel");
  }

  @Test
  void bashCompletesTheOptionsOfASubcommand() throws Exception {
    assertThat(bash("darkroom", "batch", "run", "--fe")).containsExactly("--fetches");
    assertThat(bash("darkroom", "generate", "--")).contains("--seed", "--json", "--url");
  }

  @Test
  void bashCompletesWhatAnArgumentMayBe() throws Exception {
    assertThat(bash("darkroom", "completion", "")).contains("bash", "zsh", "fish");
  }

  @Test
  void fishIsToldOfEveryCommandAndOption() {
    String script = Ran.command("completion", "fish").out();

    assertThat(script.lines())
        .allMatch(line -> line.startsWith("complete -c darkroom"))
        .anyMatch(line -> line.contains(" -a batch "))
        .anyMatch(line ->
            line.contains("__fish_seen_subcommand_from batch; and __fish_seen_subcommand_from run")
                && line.contains(" -l fetches "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zsh", "fish"})
  void theScriptIsOneThatTheShellCanRead(String shell) throws Exception {
    assumeThat(isThere(shell)).as("%s is on this machine", shell).isTrue();
    Path script = Files.writeString(folder.resolve(shell), Ran.command("completion", shell).out());

    assertThat(said(List.of(shell, "-n", script.toString()))).isEmpty();
  }

  @Test
  void aShellThatNobodySpeaksIsRefused() {
    Ran ran = Ran.command("completion", "tcsh");

    assertThat(ran.exit()).isEqualTo(Exit.USAGE);
    assertThat(ran.err()).contains("bash, zsh, fish");
  }

  /** What a real bash offers for the last of these words. */
  private List<String> bash(String... words) throws Exception {
    Path script =
        Files.writeString(folder.resolve("bash"), Ran.command("completion", "bash").out());
    String asked =
        """
        source '%s'
        COMP_WORDS=(%s)
        COMP_CWORD=%d
        COMP_LINE='%s'
        _complete_darkroom darkroom '%s' '' 2>/dev/null # compopt is for bash's own calls
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(
                script,
                String.join(" ", List.of(words).stream().map(w -> "'" + w + "'").toList()),
                words.length - 1,
                String.join(" ", words),
                words[words.length - 1]);
    return said(List.of("bash", "--norc", "-c", asked)).lines().map(String::strip).toList();
  }

  private static String said(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  private static boolean isThere(String shell) {
    return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, shell.toLowerCase(Locale.ROOT))));
  }
}
