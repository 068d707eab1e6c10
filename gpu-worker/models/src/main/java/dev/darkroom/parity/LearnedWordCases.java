package dev.darkroom.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.embedding.EmbeddingReader;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.ldm.Conditioner;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.Lexicon;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.weights.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Embedding files of several layouts in one model: the ids of prompts that use the word, their
 * states, and the pooled row.
 */
final class LearnedWordCases implements CaseRunner {
  @Override
  public void run(ParityCase c, Recorder recorder) {
    String sd = c.description().path("sd").asText();
    TextConfig text = TextConfig.read(ConfigFile.read(c.path(sd + "/text_encoder/config.json")));
    try (LdmModel model = new LdmLoader().load(c.path(sd), LoadOptions.cpu())) {
      for (JsonNode file : c.description().path("files")) {
        Optional<String> token = Optional.ofNullable(file.path(1).textValue());
        compare(c, file.path(0).asText(), token, model.conditioner(), text, recorder);
      }
    }
  }

  private static void compare(
      ParityCase c,
      String file,
      Optional<String> token,
      Conditioner conditioner,
      TextConfig text,
      Recorder recorder) {
    List<LearnedWord> words = EmbeddingReader.read(c.path(file), token);
    String own = words.getFirst().token();
    boolean named = token.isPresent() || own.equals(c.description().path("own_token").asText());
    recorder.check(file + " token", named, own);
    Lexicon lexicon = conditioner.lexicon(words);
    List<long[]> ids = new ArrayList<>();
    List<float[]> states = new ArrayList<>();
    List<float[]> pooled = new ArrayList<>();
    for (JsonNode template : c.description().path("texts")) {
      String prompt = template.asText().replace("{}", own);
      long[] tokens = lexicon.tokenizer().encode(prompt).toLongs();
      float[] state = conditioner.encode(List.of(lexicon), prompt).states().toArray(); // (M, E)
      int row = (int) text.pooledRows(tokens, tokens.length)[0];
      int width = state.length / tokens.length;
      ids.add(tokens);
      states.add(state);
      pooled.add(Arrays.copyOfRange(state, row * width, (row + 1) * width));
    }
    long[] all = ids.stream().flatMapToLong(Arrays::stream).toArray();
    recorder.compare(file + "/ids", HostTensor.ofLongs(all, ids.size(), all.length / ids.size()));
    recorder.compare(file + "/prompt_embeds", doubles(states));
    recorder.compare(file + "/pooled", doubles(pooled));
  }

  private static double[] doubles(List<float[]> rows) {
    double[] values = new double[rows.stream().mapToInt(row -> row.length).sum()];
    int at = 0;
    for (float[] row : rows) {
      for (float value : row) {
        values[at++] = value;
      }
    }
    return values;
  }
}
