package dev.darkroom.deploy.cli;

import dev.darkroom.deploy.cli.common.Calls;
import dev.darkroom.deploy.cli.common.Exit;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a shell complete this command. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints what lets a shell complete commands and options.",
    footer = {
      "",
      "Example: source <(darkroom completion bash)",
      "Example: darkroom completion fish > ~/.config/fish/completions/darkroom.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  private static final String NAME = "darkroom";

  /** The shells that are spoken. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
  @Nullable Shell shell;

  @Override
  public Integer call() {
    CommandLine root = Calls.of(spec).root().commandLine();
    PrintWriter out = Calls.of(spec).commandLine().getOut();
    switch (shell) {
      case bash -> out.println(AutoComplete.bash(NAME, root));
      case zsh -> {
        out.println("autoload -U +X compinit && compinit -u");
        out.println("autoload -U +X bashcompinit && bashcompinit");
        out.println(AutoComplete.bash(NAME, root));
      }
      case fish -> fish(root).forEach(out::println);
      case null -> throw new IllegalStateException("the shell is required");
    }
    out.flush();
    return Exit.DONE;
  }

  private static List<String> fish(CommandLine root) {
    List<String> lines = new ArrayList<>();
    lines.add("complete -c " + NAME + " -f");
    describe(root, List.of(), lines);
    return lines;
  }

  private static void describe(CommandLine command, List<String> path, List<String> lines) {
    String here = condition(command, path);
    for (OptionSpec option : command.getCommandSpec().options()) {
      StringBuilder line = new StringBuilder("complete -c " + NAME + here);
      for (String name : option.names()) {
        line.append(
            name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
      }
      line.append(option.arity().max() > 0 ? " -r -F" : "");
      lines.add(line + about(option.description()));
    }
    command
        .getSubcommands()
        .forEach((name, subcommand) -> {
          lines.add(
              "complete -c "
                  + NAME
                  + here
                  + " -a "
                  + name
                  + about(subcommand.getCommandSpec().usageMessage().description()));
          List<String> below = new ArrayList<>(path);
          below.add(name);
          describe(subcommand, below, lines);
        });
  }

  /** Within these words, and within none of the next ones. */
  private static String condition(CommandLine command, List<String> path) {
    StringBuilder test = new StringBuilder(path.isEmpty() ? "" : "__fish_seen_subcommand_from ");
    test.append(String.join("; and __fish_seen_subcommand_from ", path));
    if (!command.getSubcommands().isEmpty()) {
      test.append(path.isEmpty() ? "" : "; and ")
          .append("not __fish_seen_subcommand_from ")
          .append(String.join(" ", command.getSubcommands().keySet()));
    }
    return " -n '" + test + "'";
  }

  private static String about(String[] description) {
    String text = description.length == 0 ? "" : description[0];
    String plain = text.replaceAll("\\$\\{[^}]*}", "…").replace("\\", "").replace("'", "\\'");
    return plain.isEmpty() ? "" : " -d '" + plain + "'";
  }
}
