package dev.darkroom.deploy.cli.model;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.OutFile;
import dev.darkroom.embedding.EmbeddingLayout;
import dev.darkroom.embedding.EmbeddingReader;
import dev.darkroom.embedding.EmbeddingWriter;
import dev.darkroom.embedding.LearnedWord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a learned word away as a file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes a learned word into a file, for whatever tool.",
    footer = {"", "Example: darkroom embeddings export my-cat --out my-cat.safetensors"})
final class EmbeddingsExport implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "NAME", description = "Its name, or name@version.")
  String name = "";

  @Option(
      names = "--to",
      paramLabel = "TOOL",
      description = "diffusers, a1111 or invoke (default: diffusers).")
  EmbeddingLayout to = EmbeddingLayout.DIFFUSERS;

  @Option(names = "--out", paramLabel = "F", required = true, description = "The file to write.")
  Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    OutFile.prepare(out, to.extensions(), to.name().toLowerCase(Locale.ROOT));
    try (FarmClient farm = common.connect()) {
      byte[] file = farm.bytes("/v1/embeddings/" + FarmClient.text(name) + "/content");
      List<LearnedWord> words = EmbeddingReader.read(file, name + ".safetensors", Optional.empty());
      for (Path written : EmbeddingWriter.write(out, words, to)) {
        System.out.println(written);
      }
      return Exit.DONE;
    }
  }
}
