package dev.darkroom.deploy.cli.farm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.deploy.cli.common.DataFolder;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.doctor.Finding;
import dev.darkroom.deploy.doctor.Machine;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks whether this machine can run a farm. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks JDK, native libraries, Redis, port, disk and memory, and says what to do.",
      "Exit 1 if no farm can run here."
    },
    footer = {"", "Example: darkroom doctor"})
public final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the farm's state would be (default: ~/.darkroom).")
  Path data = DataFolder.standard();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The gateway's port (default: ${DEFAULT-VALUE}).")
  int port = 8080;

  @Option(names = "--json", description = "Print JSON lines for machines on standard output.")
  boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    boolean broken = false;
    for (Supplier<Finding> check : Machine.checks(data, port)) {
      Finding finding = check.get();
      broken |= finding.level() == Finding.Level.BROKEN;
      System.out.println(
          json ? new ObjectMapper().writeValueAsString(fields(finding)) : line(finding));
    }
    return broken ? Exit.FAILED : Exit.DONE;
  }

  private static Map<String, String> fields(Finding finding) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("check", finding.check());
    fields.put("level", finding.level().name().toLowerCase(Locale.ROOT));
    fields.put("found", finding.found());
    fields.put("advice", finding.advice());
    return fields;
  }

  private static String line(Finding finding) {
    String mark =
        switch (finding.level()) {
          case FINE -> "ok   ";
          case DOUBTFUL -> "warn ";
          case BROKEN -> "FAIL ";
        };
    String advice = finding.advice().isEmpty() ? "" : ": " + finding.advice();
    return mark + String.format(Locale.ROOT, "%-8s ", finding.check()) + finding.found() + advice;
  }
}
