package dev.darkroom.text;

import dev.darkroom.config.ConfigFile;
import dev.darkroom.failure.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A WordPiece vocabulary of the folder's {@code vocab.txt}: a token a line, its id the line's. */
final class WordPieceFiles {
  static final String VOCAB = "vocab.txt";

  private static final String CONFIG = "tokenizer_config.json";
  private static final String BEGIN = "[CLS]";
  private static final String END = "[SEP]";
  private static final String PAD = "[PAD]";

  /** Found in the raw text too; the last one is in no text that anybody means. */
  private static final List<String> SPECIAL =
      List.of(BertCutting.UNKNOWN, END, PAD, BEGIN, "[MASK]");

  private WordPieceFiles() {}

  static Tokenizer read(Path folder, int maxLength) {
    Path file = folder.resolve(VOCAB);
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          ModelException.Code.FILE_MISSING,
          file + " is missing: put bert-base-uncased's vocab.txt there");
    }
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (String line : TokenizerFiles.text(file).lines().toList()) {
      if (ids.putIfAbsent(line, ids.size()) != null) {
        throw TokenizerFiles.refusal(
            "%s: '%s' stands in two lines, the second is %d"
                .formatted(VOCAB, line, ids.size() + 1));
      }
    }
    check(folder.resolve(CONFIG));
    List<AddedToken> added = new ArrayList<>();
    for (String token : SPECIAL) {
      Optional.ofNullable(ids.get(token))
          .ifPresent(id -> added.add(new AddedToken(token, id, false)));
    }
    return Tokenizer.of(
        new Vocabulary(ids, new BertCutting(ids.keySet()), roles(ids), maxLength), added);
  }

  private static Vocabulary.Roles roles(Map<String, Integer> ids) {
    return new Vocabulary.Roles(
        id(ids, BEGIN), id(ids, END), id(ids, BertCutting.UNKNOWN), id(ids, PAD));
  }

  private static int id(Map<String, Integer> ids, String token) {
    Integer id = ids.get(token);
    if (id == null) {
      throw TokenizerFiles.refusal(
          "%s has no line %s: use bert-base-uncased's".formatted(VOCAB, token));
    }
    return id;
  }

  /** The uncased tokenizer only; what else the file says changes no id. */
  private static void check(Path file) {
    if (!Files.exists(file)) {
      return;
    }
    ConfigFile config = ConfigFile.read(file);
    config.choice(
        "tokenizer_class",
        "BertTokenizer",
        Map.of("BertTokenizer", true, "BertTokenizerFast", true));
    config.require("do_lower_case", true);
    config.require("tokenize_chinese_chars", true);
    config.require("strip_accents", null);
  }
}
