package dev.darkroom.deploy.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.deploy.cli.common.Terminal;
import dev.darkroom.scheduler.sim.Fault;
import dev.darkroom.scheduler.sim.Plant;
import dev.darkroom.scheduler.sim.Setup;
import dev.darkroom.scheduler.sim.Trial;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the scheduler in farms of virtual time in which everything goes wrong. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the scheduler in simulated farms, one a seed, in which messages are lost, late and"
          + " doubled, workers freeze and die, and schedulers are replaced; checks after every"
          + " event that nothing is lost, doubled or unfair, and each farm twice, which must run"
          + " alike.",
      "Exits 1 where something did not hold, with the command that shows it with the least in it."
    },
    footer = {"", "Example: darkroom simulate --seeds 1000"})
public final class SimulateCommand implements Callable<Integer> {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int SEEDS = 200;

  @Mixin Printing printing = new Printing();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--seed", paramLabel = "S", description = "The first seed (default: 0).")
  @Nullable Long seed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Seeds S … S+N-1 (default: 200, or 1 where --seed is named).")
  @Nullable Integer seeds;

  @Option(names = "--plant", paramLabel = "BUG", description = "Build a bug in: it must be found.")
  @Nullable String plant;

  @Option(names = "--list-planted", description = "List the bugs that can be built in.")
  boolean listPlanted;

  @Option(
      names = "--without",
      paramLabel = "FAULT",
      split = ",",
      completionCandidates = FaultWords.class,
      description = "Faults that do not happen: ${COMPLETION-CANDIDATES}.")
  List<String> without = List.of();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      split = ",",
      description = "Submit these of a farm's jobs only, counted from 0.")
  Set<Integer> jobs = Set.of();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Start a farm's first N workers only.")
  int workers = Setup.Cuts.NONE.workers();

  /** The names of faults. */
  static final class FaultWords implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Fault.values()).map(Fault::word).iterator();
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (listPlanted) {
      for (Plant bug : Plant.bugs()) {
        out.println(printing.json ? JSON.objectNode().put("name", bug.word()) : bug.word());
      }
      return Exit.DONE;
    }
    Setup.Cuts cuts = cuts();
    Plant bug = bug();
    long first = seed == null ? 0 : seed;
    int many = many();
    Map<String, Integer> ends = new TreeMap<>();
    Terminal terminal = Terminal.ofProcess(printing.json);
    for (int i = 0; i < many; i++) {
      Setup setup = new Setup(first + i, bug, cuts);
      switch (Trial.of(setup)) {
        case Trial.Result.Held held ->
            held.ends().forEach((end, n) -> ends.merge(end, n, Integer::sum));
        case Trial.Result.Broke broke -> {
          terminal.clear();
          out.println(printing.json ? json(setup, broke) : text(setup, broke));
          return Exit.FAILED;
        }
      }
      terminal.bar((i + 1.0) / many, "%d of %d seeds".formatted(i + 1, many));
    }
    terminal.clear();
    out.println(printing.json ? json(first, many, ends) : text(many, ends));
    return Exit.DONE;
  }

  private int many() {
    int many = seeds == null ? (seed == null ? SEEDS : 1) : seeds;
    if (many < 1) {
      throw CommandFailure.usage("--seeds " + many + " is nothing to run: use 1 or more");
    }
    return many;
  }

  private Plant bug() {
    return plant == null
        ? Plant.NONE
        : Plant.bugs().stream()
            .filter(bug -> bug.word().equals(plant))
            .findFirst()
            .orElseThrow(() ->
                CommandFailure.usage(
                    "there is no bug '" + plant + "': use one that --list-planted lists"));
  }

  private Setup.Cuts cuts() {
    try {
      return new Setup.Cuts(
          without.stream().map(SimulateCommand::fault).collect(Collectors.toSet()), jobs, workers);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static Fault fault(String word) {
    return Arrays.stream(Fault.values())
        .filter(fault -> fault.word().equals(word))
        .findFirst()
        .orElseThrow(
            () -> CommandFailure.usage("there is no fault '" + word + "': --help names them all"));
  }

  /** The command that runs this one farm again. */
  static String replay(Setup setup) {
    StringBuilder command = new StringBuilder("./darkroom simulate --seed ").append(setup.seed());
    if (setup.plant() != Plant.NONE) {
      command.append(" --plant ").append(setup.plant().word());
    }
    Setup.Cuts cuts = setup.cuts();
    if (!cuts.without().isEmpty()) {
      command.append(" --without ");
      command.append(
          cuts.without().stream().sorted().map(Fault::word).collect(Collectors.joining(",")));
    }
    if (!cuts.jobs().isEmpty()) {
      command.append(" --jobs ");
      command.append(cuts.jobs().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
    if (cuts.workers() != Setup.Cuts.NONE.workers()) {
      command.append(" --workers ").append(cuts.workers());
    }
    return command.toString();
  }

  private static String text(Setup setup, Trial.Result.Broke broke) {
    return String.join("\n", broke.last())
        + "\n\nseed %d broke: %s\nreplay: %s"
            .formatted(setup.seed(), broke.what(), replay(broke.smallest()));
  }

  private static ObjectNode json(Setup setup, Trial.Result.Broke broke) {
    ObjectNode json = JSON.objectNode().put("held", false).put("seed", setup.seed());
    json.put("what", broke.what()).put("replay", replay(broke.smallest()));
    broke.last().forEach(json.putArray("last")::add);
    return json;
  }

  private static String text(int many, Map<String, Integer> ends) {
    return "%d seeds, each run twice: everything held (%s)"
        .formatted(
            many,
            ends.entrySet().stream()
                .map(end -> end.getValue() + " " + end.getKey().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }

  private static ObjectNode json(long first, int many, Map<String, Integer> ends) {
    ObjectNode json = JSON.objectNode().put("held", true).put("seed", first).put("seeds", many);
    ObjectNode jobs = json.putObject("jobs");
    ends.forEach((end, n) -> jobs.put(end.toLowerCase(Locale.ROOT), n));
    return json;
  }
}
