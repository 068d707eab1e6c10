package dev.darkroom.deploy.cli.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.OutFile;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.embedding.EmbeddingLayout;
import dev.darkroom.embedding.EmbeddingReader;
import dev.darkroom.embedding.EmbeddingWriter;
import dev.darkroom.embedding.LearnedWord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rewrites an embedding for another tool. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Rewrites an embedding file for another tool, whatever tool wrote it.",
      "What is written depends on the ending of --out: .safetensors or .bin for diffusers,",
      ".pt, .safetensors or .png for a1111, .safetensors, .bin or .pt for invoke."
    },
    footer = {
      "",
      "Example: darkroom embeddings convert learned_embeds.safetensors --to a1111 --out cat.pt"
    })
final class EmbeddingsConvert implements Callable<Integer> {
  @Mixin Printing printing = new Printing();

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "F",
      arity = "1..2",
      description = "The file; for SDXL from diffusers two, one a text encoder.")
  List<Path> files = List.of();

  @Option(
      names = "--token",
      paramLabel = "T",
      description =
          "The word in prompts (default: the name in the file, else the file's base name as <name>).")
  @Nullable String token;

  @Option(
      names = "--to",
      paramLabel = "TOOL",
      required = true,
      description = "diffusers, a1111 or invoke.")
  EmbeddingLayout to = EmbeddingLayout.DIFFUSERS;

  @Option(names = "--out", paramLabel = "F", required = true, description = "The file to write.")
  Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    files.forEach(OutFile::requireInput);
    OutFile.prepare(out, to.extensions(), name());
    Optional<String> said = Optional.ofNullable(token);
    List<LearnedWord> words =
        files.size() == 1
            ? EmbeddingReader.read(files.getFirst(), said)
            : EmbeddingReader.read(files.get(0), files.get(1), said);
    List<Path> written = EmbeddingWriter.write(out, words, to);
    print(words, written);
    return Exit.DONE;
  }

  private void print(List<LearnedWord> words, List<Path> written) {
    PrintWriter print = spec.commandLine().getOut();
    if (!printing.json) {
      written.forEach(print::println);
      return;
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("to", name());
    written.forEach(file -> json.withArray("files").add(file.toString()));
    for (LearnedWord word : words) {
      ObjectNode each = json.withArray("words").addObject();
      each.put("token", word.token()).put("vectors", word.count());
      word.vectors().forEach(table -> each.withArray("widths").add(table.shape().dim(1)));
    }
    print.println(json);
  }

  private String name() {
    return to.name().toLowerCase(Locale.ROOT);
  }
}
