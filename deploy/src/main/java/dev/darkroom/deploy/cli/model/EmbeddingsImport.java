package dev.darkroom.deploy.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.OutFile;
import dev.darkroom.embedding.EmbeddingLayout;
import dev.darkroom.embedding.EmbeddingReader;
import dev.darkroom.embedding.EmbeddingWriter;
import dev.darkroom.embedding.LearnedWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings learned words from a file of whatever tool. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Brings the learned words of a file, whatever tool wrote it.",
    footer = {"", "Example: darkroom embeddings import cat.pt --token '<my-cat>'"})
final class EmbeddingsImport implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "F", description = "The file.")
  Path file = Path.of("");

  @Option(
      names = "--token",
      paramLabel = "T",
      description = "The word (default: the name in the file, else the file's base name).")
  @Nullable String token;

  @Option(names = "--model", paramLabel = "M", description = "The model that it is for.")
  @Nullable String model;

  @Override
  public Integer call() throws IOException {
    OutFile.requireInput(file);
    List<LearnedWord> words = EmbeddingReader.read(file, Optional.ofNullable(token));
    try (FarmClient farm = common.connect()) {
      for (LearnedWord word : words) {
        JsonNode entry = bring(farm, word);
        System.out.println(
            common.json
                ? entry.toString()
                : entry.path("token").asText() + " version " + entry.path("version").asInt());
      }
      return Exit.DONE;
    }
  }

  private JsonNode bring(FarmClient farm, LearnedWord word) throws IOException {
    Path folder = Files.createTempDirectory("darkroom-embedding");
    Path diffusers = folder.resolve("learned_embeds.safetensors");
    try {
      List<Path> written =
          EmbeddingWriter.write(diffusers, List.of(word), EmbeddingLayout.DIFFUSERS);
      if (written.size() != 1) {
        throw CommandFailure.failed(
            word.token() + " has vectors for two text encoders, which the registry does not take");
      }
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("token", word.token());
      body.put(
          "upload",
          farm.files()
              .upload(
                  "learned_embeds.safetensors", Files.readAllBytes(diffusers), Optional.empty()));
      if (model != null) {
        body.put("model", model);
      }
      return farm.post("/v1/embeddings", body);
    } finally {
      Files.deleteIfExists(diffusers);
      Files.deleteIfExists(folder);
    }
  }
}
