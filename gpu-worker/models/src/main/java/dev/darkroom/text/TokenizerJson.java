package dev.darkroom.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.text.BytePairs.Merge;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** The parts of a {@code tokenizer.json}; one that is not CLIP's pipeline is refused by name. */
final class TokenizerJson {
  private TokenizerJson() {}

  /** Refuses a pipeline that would cut texts in another way. */
  static void check(ConfigFile file) {
    require(file, "/model/type", List.of("BPE"));
    require(file, "/model/end_of_word_suffix", List.of(BytePairs.WORD_END));
    require(file, "/normalizer/normalizers/*/type", List.of("NFC", "Replace", "Lowercase"));
    require(file, "/pre_tokenizer/pretokenizers/*/type", List.of("Split", "ByteLevel"));
  }

  /** Merges as {@code "a b"}, or as {@code ["a", "b"]} in newer files. */
  static List<Merge> merges(JsonNode list) {
    List<Merge> merges = new ArrayList<>();
    for (JsonNode entry : list) {
      String where = "tokenizer.json: merge " + merges.size();
      String pair =
          entry.isArray() && entry.size() == 2
              ? entry.get(0).asText() + " " + entry.get(1).asText()
              : entry.asText();
      merges.add(TokenizerFiles.merge(pair, where));
    }
    return merges;
  }

  /** The list {@code added_tokens}. */
  static List<AddedToken> addedTokens(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(token -> SpecialTokens.added("tokenizer.json", token, token.path("id").asInt(-1)))
        .toList();
  }

  private static void require(ConfigFile file, String pointer, List<String> right) {
    List<String> found = new ArrayList<>();
    int star = pointer.indexOf("/*");
    if (star < 0) {
      found.add(file.object().at(pointer).asText());
    } else {
      for (JsonNode element : file.object().at(pointer.substring(0, star))) {
        found.add(element.at(pointer.substring(star + 2)).asText());
      }
    }
    if (!found.equals(right)) {
      throw file.refusal(pointer, found.toString(), right + ", as CLIP's tokenizer has");
    }
  }
}
