package dev.darkroom.house;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.text.HouseVocabulary;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.world.Grammar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A house model's folder and what it begins with.
 *
 * @param name of the model, below which its configurations lie beside this class
 */
record ModelFiles(String name, Path model) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies configurations as they stand. */
  void copy(List<String> configs) throws IOException {
    for (String config : configs) {
      Path file = model.resolve(config);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      try (InputStream in = ModelFiles.class.getResourceAsStream(name + "/" + config)) {
        Files.copy(Objects.requireNonNull(in, config), file);
      }
    }
  }

  ObjectNode json(String config) throws IOException {
    return (ObjectNode) JSON.readTree(model.resolve(config).toFile());
  }

  void edit(String config, Consumer<ObjectNode> change) throws IOException {
    ObjectNode json = json(config);
    change.accept(json);
    JSON.writerWithDefaultPrettyPrinter().writeValue(model.resolve(config).toFile(), json);
  }

  /** Writes the world's vocabulary into a folder below the model's. */
  Tokenizer vocabulary(String folder, int maxLength) throws IOException {
    HouseVocabulary.of(Grammar.words()).write(model.resolve(folder), maxLength);
    return Tokenizer.read(model.resolve(folder));
  }

  /** Says in a text encoder's configuration what the vocabulary is. */
  static void putVocabulary(ObjectNode config, Tokenizer tokenizer) {
    config
        .put("vocab_size", tokenizer.size())
        .put("bos_token_id", tokenizer.begin())
        .put("eos_token_id", tokenizer.end())
        .put("pad_token_id", tokenizer.pad());
  }
}
