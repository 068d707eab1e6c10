package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt without the LoRAs that people write into it for the AUTOMATIC1111 web UI, {@code
 * <lora:ink>} or {@code <lora:ink:0.8>}, and those LoRAs.
 */
record LoraTags(String prompt, List<Tag> tags) {
  private static final Pattern TAG =
      Pattern.compile("\\s*<lora:([^:<>]{1,80})(?::([^:<>]{0,20}))?>");
  private static final Pattern NUMBER = Pattern.compile("-?(\\d{1,4}(\\.\\d{0,9})?|\\.\\d{1,9})");

  /** A LoRA that a prompt names. */
  record Tag(String name, double weight) {}

  LoraTags {
    tags = List.copyOf(tags);
  }

  /**
   * Takes the LoRAs out of a prompt.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException where a weight is no number
   */
  static LoraTags of(String text) {
    List<Tag> tags = new ArrayList<>();
    Matcher found = TAG.matcher(text);
    while (found.find()) {
      tags.add(new Tag(found.group(1).strip(), weight(found)));
    }
    return tags.isEmpty()
        ? new LoraTags(text, tags)
        : new LoraTags(found.reset().replaceAll("").strip(), tags);
  }

  private static double weight(Matcher found) {
    String weight = found.group(2);
    if (weight == null) {
      return 1;
    }
    if (!NUMBER.matcher(weight.strip()).matches()) {
      throw Fields.problem(
          ProblemCode.INVALID_TEXT,
          "prompt",
          "'" + found.group().strip() + "' has no number for a weight: use <lora:name:0.8>");
    }
    return Double.parseDouble(weight.strip());
  }
}
