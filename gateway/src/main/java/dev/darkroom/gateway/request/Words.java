package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.id.Nearest;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.WordRef;
import dev.darkroom.storage.embedding.EmbeddingManifest;
import dev.darkroom.storage.embedding.Embeddings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the learned words in prompts: {@code <name>} is the newest version, {@code <name>@2} that
 * one. What has the form of a word and is none is refused, since a misspelt word would otherwise
 * draw something else without saying so; any other text in brackets stays text.
 */
public final class Words {
  private static final Pattern WORD =
      Pattern.compile("<([A-Za-z0-9][A-Za-z0-9._-]{0,62})>(?:@([0-9]{1,9}))?");

  /** Words of one job. */
  private static final int MAX_WORDS = 16;

  private final Embeddings embeddings;
  private final Runnable catchUp;

  /**
   * @param catchUp publishes what jobs have learned up to now: asked before a word is looked for,
   *     so that what a job has just learned is there for the next
   */
  public Words(Embeddings embeddings, Runnable catchUp) {
    this.embeddings = embeddings;
    this.catchUp = catchUp;
  }

  /**
   * The learned words that stand in a job's prompts, each once; may block.
   *
   * @throws ProblemException UNKNOWN_WORD
   */
  List<WordRef> in(TenantId tenant, String prompt, String negative) {
    return in(tenant, List.of(new Text("prompt", prompt), new Text("negative_prompt", negative)));
  }

  /** A text, and the field that it stands in. */
  record Text(String param, String text) {}

  /**
   * The learned words that stand in texts, each once; may block.
   *
   * @throws ProblemException UNKNOWN_WORD
   */
  List<WordRef> in(TenantId tenant, List<Text> texts) {
    Map<String, WordRef> found = new LinkedHashMap<>();
    texts.forEach(text -> find(tenant, text.param(), text.text(), found));
    return new ArrayList<>(found.values());
  }

  private void find(TenantId tenant, String param, String prompt, Map<String, WordRef> found) {
    Matcher words = WORD.matcher(prompt);
    while (words.find()) {
      if (found.isEmpty()) {
        catchUp.run();
      }
      String token = words.group().toLowerCase(Locale.ROOT);
      if (!found.containsKey(token)) {
        found.put(token, word(tenant, param, token, words));
      }
      if (found.size() > MAX_WORDS) {
        throw Fields.problem(
            ProblemCode.VALUE_OUT_OF_RANGE,
            param,
            "the prompts use more than " + MAX_WORDS + " learned words: use fewer");
      }
    }
  }

  private WordRef word(TenantId tenant, String param, String token, Matcher match) {
    String name = match.group(1).toLowerCase(Locale.ROOT);
    Optional<Integer> version = Optional.ofNullable(match.group(2)).map(Integer::valueOf);
    return embeddings
        .find(tenant, name, version)
        .orElseThrow(() -> unknown(tenant, param, name, version))
        .as(token);
  }

  private ProblemException unknown(
      TenantId tenant, String param, String name, Optional<Integer> version) {
    List<String> mine = embeddings.list(tenant).stream().map(EmbeddingManifest::name).toList();
    String hint;
    if (mine.contains(name) && version.isPresent()) {
      hint = "it has no version " + version.get() + ": leave the version out for the newest";
    } else {
      hint =
          Nearest.to(name, mine)
              .map(near -> "did you mean <" + near + ">?")
              .orElse(
                  "GET /v1/embeddings lists those there are; as plain text, write it without"
                      + " the brackets");
    }
    return Fields.problem(
        ProblemCode.UNKNOWN_WORD, param, "<" + name + "> is no learned word: " + hint);
  }
}
