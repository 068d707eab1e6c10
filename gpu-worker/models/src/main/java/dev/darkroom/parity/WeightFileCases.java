package dev.darkroom.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.weights.WeightFiles;
import dev.darkroom.weights.WeightsException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Weight files: each tensor of the valid ones bit for bit, each hostile one as it must end. */
final class WeightFileCases implements CaseRunner {
  @Override
  public void run(ParityCase c, Recorder recorder) {
    for (JsonNode valid : c.description().path("valid")) {
      compareAll(c, valid, recorder);
    }
    for (JsonNode hostile : c.description().path("hostile")) {
      String file = hostile.path("file").asText();
      String must = hostile.path("must").asText();
      Optional<WeightsException> refusal = refusal(c, file);
      boolean holds =
          switch (must) {
            case "refuse" -> refusal.isPresent();
            case "load" -> refusal.isEmpty();
            default -> must.startsWith("refuse_or_load");
          };
      String seen = refusal.map(e -> "refused: " + e.code().id()).orElse("loaded");
      recorder.check(file, holds, "must " + must + ", " + seen);
    }
  }

  private static void compareAll(ParityCase c, JsonNode valid, Recorder recorder) {
    String file = valid.path("file").asText();
    TensorSource source = WeightFiles.openEverything(c.path(file));
    Set<String> listed = new TreeSet<>();
    valid.path("tensors").forEach(path -> listed.add(path.asText()));
    boolean same = listed.equals(new TreeSet<>(source.names()));
    recorder.check(file + " names", same, same ? "" : source.names() + ", not " + listed);
    String prefix = c.path(file).getFileName() + "::";
    valid
        .path("metadata")
        .properties()
        .forEach(entry -> {
          String wanted = entry.getValue().asText();
          String found = source.metadata().getOrDefault(entry.getKey(), "nothing");
          recorder.check(
              file + " metadata " + entry.getKey(),
              found.equals(wanted),
              found + ", wanted " + wanted);
        });
    listed.stream()
        .filter(source::has)
        .forEach(path -> recorder.compareBits(prefix + path, source.get(path)));
  }

  private static Optional<WeightsException> refusal(ParityCase c, String file) {
    try {
      TensorSource source = WeightFiles.openEverything(c.path(file));
      source.names().forEach(source::get);
      return Optional.empty();
    } catch (WeightsException e) {
      return Optional.of(e);
    }
  }
}
