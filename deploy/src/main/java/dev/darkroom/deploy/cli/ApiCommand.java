package dev.darkroom.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Any call of the API, as the farm's own document describes it. */
@Command(
    name = "api",
    mixinStandardHelpOptions = true,
    description = {
      "Makes any call of the farm's API by its operationId, and prints what the farm answers.",
      "Without one, lists the calls there are and the command that makes each."
    },
    footer = {
      "",
      "Example: darkroom api getJob id=0192d7a2-…",
      "Example: darkroom api createPool --body pool.json",
      "Example: darkroom api --json"
    })
final class ApiCommand implements Callable<Integer> {
  private static final byte[] NOTHING = {};

  @Mixin Common common = new Common();

  @Parameters(index = "0", arity = "0..1", paramLabel = "OPERATION", description = "Which call.")
  @Nullable String operation;

  @Parameters(
      index = "1..*",
      paramLabel = "NAME=VALUE",
      description = "Parameters of its path and query.")
  Map<String, String> parameters = new TreeMap<>();

  @Option(
      names = "--body",
      paramLabel = "F",
      description = "A file with the request's body; - reads standard input.")
  @Nullable Path body;

  @Option(
      names = "--type",
      paramLabel = "T",
      description = "The body's media type (default: the first that the call takes).")
  @Nullable String type;

  /** A call, as the document has it. */
  private record Operation(String id, String method, String path, JsonNode part) {}

  @Override
  public Integer call() throws IOException {
    try (FarmClient farm = common.connect()) {
      List<Operation> operations = operations(farm.get("/openapi.json"));
      if (operation == null) {
        operations.forEach(this::list);
        return Exit.DONE;
      }
      Operation wanted =
          operations.stream()
              .filter(o -> o.id().equals(operation))
              .findFirst()
              .orElseThrow(() ->
                  CommandFailure.usage(
                      "the farm has no call " + operation + ": 'darkroom api' lists them"));
      System.out.write(answer(farm, wanted));
      System.out.flush();
      return Exit.DONE;
    }
  }

  private byte[] answer(FarmClient farm, Operation wanted) throws IOException {
    String path = path(wanted);
    if (body == null) {
      return farm.request(wanted.method(), path, Optional.empty(), NOTHING);
    }
    JsonNode content = wanted.part().path("requestBody").path("content");
    if (content.isEmpty()) {
      throw CommandFailure.usage(wanted.id() + " takes no body: leave out --body");
    }
    String media = type != null ? type : content.fieldNames().next();
    return farm.request(wanted.method(), path, Optional.of(media), bytes(body));
  }

  private static byte[] bytes(Path file) throws IOException {
    if (file.toString().equals("-")) {
      return System.in.readAllBytes();
    }
    if (!Files.isRegularFile(file)) {
      throw CommandFailure.usage("there is no file " + file + ": --body names one, or is -");
    }
    return Files.readAllBytes(file);
  }

  private String path(Operation wanted) {
    String path = wanted.path();
    StringBuilder query = new StringBuilder();
    for (Map.Entry<String, String> given : parameters.entrySet()) {
      String slot = "{" + given.getKey() + "}";
      String value = FarmClient.text(given.getValue());
      if (path.contains(slot)) {
        path = path.replace(slot, value);
      } else {
        query.append(query.isEmpty() ? '?' : '&').append(FarmClient.text(given.getKey()));
        query.append('=').append(value);
      }
    }
    if (path.contains("{")) {
      throw CommandFailure.usage(
          wanted.id()
              + " needs "
              + path.substring(path.indexOf('{') + 1, path.indexOf('}'))
              + ": add NAME=VALUE for it");
    }
    return path + query;
  }

  private void list(Operation o) {
    String command = "darkroom " + Reach.byOperation().getOrDefault(o.id(), "api " + o.id());
    System.out.println(
        common.json
            ? "{\"operation\":\"%s\",\"method\":\"%s\",\"path\":\"%s\",\"command\":\"%s\"}"
                .formatted(o.id(), o.method(), o.path(), command)
            : String.format(
                Locale.ROOT, "%-24s  %-6s  %-36s  %s", o.id(), o.method(), o.path(), command));
  }

  private static List<Operation> operations(JsonNode document) {
    List<Operation> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method ->
                    operations.add(
                        new Operation(
                            method.getValue().path("operationId").asText(),
                            method.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            method.getValue()))));
    return operations;
  }
}
