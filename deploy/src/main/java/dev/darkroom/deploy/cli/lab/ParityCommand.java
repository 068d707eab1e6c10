package dev.darkroom.deploy.cli.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.parity.Parity;
import dev.darkroom.parity.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the models with the reference implementations. */
@Command(
    name = "parity",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the reference cases below a folder: a line a tensor.",
      "Exits 1 if one is over its tolerance; what is not supported fails with --strict only."
    },
    footer = {"", "Example: darkroom parity ../shared/fixtures"})
public final class ParityCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "A folder with case.json files at any depth.")
  Path folder = Path.of("");

  @Option(names = "--strict", description = "Fail on what is not supported, too.")
  boolean strict;

  @Mixin Printing printing = new Printing();

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw CommandFailure.usage(folder + " is no folder: name one with reference cases below it");
    }
    PrintWriter out = spec.commandLine().getOut();
    Map<Row.Verdict, Integer> counts = new EnumMap<>(Row.Verdict.class);
    if (!printing.json) {
      out.println(line("case", "tensor", "max error", "tolerance", "", ""));
    }
    Parity.standard()
        .run(
            folder,
            row -> {
              counts.merge(row.verdict(), 1, Integer::sum);
              out.println(printing.json ? json(row) : line(row));
            });
    if (counts.isEmpty()) {
      throw CommandFailure.usage("there is no case.json below " + folder);
    }
    int over = counts.getOrDefault(Row.Verdict.OVER, 0);
    int unsupported = counts.getOrDefault(Row.Verdict.NOT_SUPPORTED, 0);
    (printing.json ? spec.commandLine().getErr() : out)
        .printf(
            "%d compared, %d over their tolerance, %d not supported%n",
            counts.getOrDefault(Row.Verdict.OK, 0) + over, over, unsupported);
    return over > 0 || (strict && unsupported > 0) ? Exit.FAILED : Exit.DONE;
  }

  private static String line(Row row) {
    boolean compared = row.verdict() != Row.Verdict.NOT_SUPPORTED;
    return line(
        row.caseName(),
        row.tensor(),
        compared ? number(row.error()) : "-",
        compared ? number(row.allowed()) : "-",
        word(row.verdict()),
        row.note());
  }

  private static String line(
      String name, String tensor, String error, String allowed, String verdict, String note) {
    return String.format(
            Locale.ROOT,
            "%-28s  %-48s  %9s  %9s  %-13s  %s",
            name,
            tensor,
            error,
            allowed,
            verdict,
            note)
        .stripTrailing();
  }

  private static String number(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.2e", value);
  }

  private static String word(Row.Verdict verdict) {
    return switch (verdict) {
      case OK -> "ok";
      case OVER -> "OVER";
      case NOT_SUPPORTED -> "not supported";
    };
  }

  private static String json(Row row) {
    ObjectNode json = JSON.createObjectNode();
    json.put("case", row.caseName());
    json.put("tensor", row.tensor());
    json.put("verdict", row.verdict().name().toLowerCase(Locale.ROOT));
    if (row.verdict() != Row.Verdict.NOT_SUPPORTED) {
      json.put("max_error", Double.isFinite(row.error()) ? row.error() : null);
      json.put("tolerance", row.allowed());
    }
    if (!row.note().isEmpty()) {
      json.put("note", row.note());
    }
    return json.toString();
  }
}
