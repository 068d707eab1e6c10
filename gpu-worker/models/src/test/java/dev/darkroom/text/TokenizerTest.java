package dev.darkroom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.failure.ModelException;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Hugging Face's tokenizer, in the cases {@code ldm/clip_text/*}. */
class TokenizerTest {
  private static final Path QUICK = Fixtures.folder("ldm/clip_text/quick_gelu");
  private static final Tokenizer TOKENIZER = Tokenizer.read(QUICK.resolve("tokenizer"));

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyStringHasTheIdsOfTheReference() {
    return Stream.of("quick_gelu", "gelu_eos").flatMap(TokenizerTest::sameIds);
  }

  private static Stream<DynamicTest> sameIds(String name) {
    Path folder = Fixtures.folder("ldm/clip_text").resolve(name);
    Tokenizer tokenizer = Tokenizer.read(folder.resolve("tokenizer"));
    JsonNode strings = Fixtures.json(folder.resolve("strings.json"));
    long[] ids = Safetensors.open(folder.resolve("expected.safetensors")).get("ids").toLongs();
    assertThat(strings).hasSize(44);
    return IntStream.range(0, strings.size())
        .mapToObj(i ->
            dynamicTest(
                name + " " + i,
                () ->
                    assertThat(tokenizer.encode(strings.get(i).asText()).toLongs())
                        .isEqualTo(Arrays.copyOfRange(ids, 77 * i, 77 * (i + 1)))));
  }

  @Test
  void aLongTextIsCutBeforeItsEndAndSaysByHowMuch() {
    Encoding encoding = TOKENIZER.encode("a ".repeat(100));
    assertThat(encoding.ids()).hasSize(77).endsWith(TOKENIZER.end()).startsWith(TOKENIZER.begin());
    assertThat(encoding.used()).isEqualTo(77);
    assertThat(encoding.cut()).isEqualTo(25);
    assertThat(TOKENIZER.encode("a photo").cut()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a <dog>     | a <dog>
          A <DOG> b   | a <dog> b
          a<dog>b     | a <dog> b
          <dog>-two   | <dog>-two
          <dog>-tw    | <dog> - tw
          <<dog>>     | < <dog> >
          <dog><dog>  | <dog> <dog>
          """)
  void placeholdersAreFoundInAnyCaseAndInsideWords(String text, String parts) {
    List<String> placeholders = List.of("<dog>", "<dog>-two");
    Tokenizer tokenizer = TOKENIZER;
    for (String placeholder : placeholders) {
      tokenizer = tokenizer.withPlaceholder(placeholder);
    }
    List<Integer> expected = new ArrayList<>();
    for (String part : parts.split(" ")) {
      int which = placeholders.indexOf(part);
      expected.addAll(which < 0 ? TOKENIZER.tokens(part) : List.of(TOKENIZER.size() + which));
    }
    assertThat(tokenizer.tokens(text)).isEqualTo(expected);
  }

  @Test
  void placeholdersGetTheNextIds() {
    assertThat(TOKENIZER.size()).isEqualTo(769);
    Tokenizer one = TOKENIZER.withPlaceholder("<Cat-Toy>");
    assertThat(one.idOf("<cat-toy>")).contains(769);
    assertThat(one.withPlaceholder("<cat-toy>_1").tokens("<cat-toy>_1")).containsExactly(770);
    assertThat(TOKENIZER.idOf("<cat-toy>")).isEmpty();
    assertThatThrownBy(() -> one.withPlaceholder("<CAT-toy>"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("'<CAT-toy>' is a token of this model already");
    assertThatThrownBy(() -> one.withPlaceholder(" ")).isInstanceOf(ModelException.class);
  }

  @Test
  void capitalSigmaAtAWordsEndIsNoSpecialOne() {
    assertThat(TOKENIZER.tokens("ΟΔΟΣ")).isEqualTo(TOKENIZER.tokens("οδοσ"));
    assertThat(TOKENIZER.tokens("ΟΔΟΣ")).isNotEqualTo(TOKENIZER.tokens("οδος"));
  }

  @Test
  void aTextBeyondTheLimitIsRefusedAndOneWithinItIsQuick() {
    String endless = "ab".repeat(Tokenizer.MAX_CHARACTERS / 2);
    assertThat(TOKENIZER.encode(endless).cut()).isPositive();
    assertThatThrownBy(() -> TOKENIZER.encode(endless + "a"))
        .isInstanceOfSatisfying(ModelException.class, e -> assertThat(e.param()).contains("prompt"))
        .hasMessageContaining("a text of 65537 characters is too long: use at most 65536");
  }

  @Test
  void aTokenizerJsonGivesTheSameIds() throws IOException {
    for (boolean pairs : new boolean[] {false, true}) {
      Files.writeString(folder.resolve("tokenizer.json"), tokenizerJson(pairs).toString());
      Tokenizer tokenizer = Tokenizer.read(folder);
      for (JsonNode text : Fixtures.json(QUICK.resolve("strings.json"))) {
        assertThat(tokenizer.encode(text.asText())).isEqualTo(TOKENIZER.encode(text.asText()));
      }
    }
  }

  @Test
  void aTokenizerJsonOfAnotherKindIsRefused() throws IOException {
    ObjectNode json = tokenizerJson(false);
    json.withObject("/model").put("type", "WordPiece");
    Files.writeString(folder.resolve("tokenizer.json"), json.toString());
    assertThatThrownBy(() -> Tokenizer.read(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("/model/type [WordPiece] is not supported: use [BPE]");
  }

  @Test
  void thePaddingIsTheMapsInOlderFoldersAndTheConfigurationsInNewer() throws IOException {
    copyTokenizer();
    Files.writeString(folder.resolve("special_tokens_map.json"), "{\"pad_token\": \"!\"}");
    assertThat(Tokenizer.read(folder).encode("a").ids()).endsWith(0).contains(768);
    ObjectNode config = (ObjectNode) Fixtures.json(folder.resolve("tokenizer_config.json"));
    config
        .putObject("added_tokens_decoder")
        .putObject("769")
        .put("content", "<new>")
        .put("special", false);
    Files.writeString(folder.resolve("tokenizer_config.json"), config.toString());
    Tokenizer newer = Tokenizer.read(folder);
    assertThat(newer.encode("a").ids()).endsWith(768);
    assertThat(newer.tokens("<NEW>")).containsExactly(769);
    assertThat(newer.size()).isEqualTo(770);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tokenizer_config.json | {"do_lower_case": false}          | do_lower_case false is not supported
          tokenizer_config.json | {"tokenizer_class": "T5Tokenizer"} | tokenizer_class "T5Tokenizer"
          tokenizer_config.json | {"flux": 1}                       | unknown key flux
          tokenizer_config.json | {"model_max_length": 5000}        | length 5000 is not supported
          tokenizer_config.json | {"pad_token": "[PAD]"}            | special token '[PAD]' is not in the vocabulary
          merges.txt            | a b c                             | merges.txt: line 1 is no merge
          merges.txt            | q z                               | the merges make 'qz'
          vocab.json            | {"a": "x"}                        | the id of 'a' is "x"
          vocab.json            | []                                | vocab.json is not a JSON object
          added_tokens.json     | {"<x>": -1}                       | <x> -1 is not supported
          """)
  void damagedFilesAreRefused(String file, String content, String refusal) throws IOException {
    copyTokenizer();
    Files.delete(folder.resolve("special_tokens_map.json"));
    Files.writeString(folder.resolve(file), content);
    assertThatThrownBy(() -> Tokenizer.read(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vocab.json", "merges.txt"})
  void aMissingFileIsNamed(String file) throws IOException {
    copyTokenizer();
    Files.delete(folder.resolve(file));
    assertThatThrownBy(() -> Tokenizer.read(folder))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.code()).isEqualTo(ModelException.Code.FILE_MISSING))
        .hasMessageContaining(file);
  }

  private void copyTokenizer() throws IOException {
    try (Stream<Path> files = Files.list(QUICK.resolve("tokenizer"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private static ObjectNode tokenizerJson(boolean pairs) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    ArrayNode added = root.putArray("added_tokens");
    added.addObject().put("id", 767).put("content", "<|startoftext|>").put("special", true);
    added.addObject().put("id", 768).put("content", "<|endoftext|>").put("special", true);
    ArrayNode normalizers = root.putObject("normalizer").putArray("normalizers");
    List.of("NFC", "Replace", "Lowercase").forEach(t -> normalizers.addObject().put("type", t));
    ArrayNode cutters = root.putObject("pre_tokenizer").putArray("pretokenizers");
    List.of("Split", "ByteLevel").forEach(t -> cutters.addObject().put("type", t));
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.put("end_of_word_suffix", "</w>");
    model.set("vocab", Fixtures.json(QUICK.resolve("tokenizer/vocab.json")));
    ArrayNode merges = model.putArray("merges");
    for (String line : Files.readAllLines(QUICK.resolve("tokenizer/merges.txt"))) {
      if (!line.startsWith("#version") && pairs) {
        Arrays.stream(line.split(" ")).forEach(merges.addArray()::add);
      } else if (!line.startsWith("#version")) {
        merges.add(line);
      }
    }
    return root;
  }
}
