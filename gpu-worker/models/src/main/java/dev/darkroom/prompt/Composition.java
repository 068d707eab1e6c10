package dev.darkroom.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Several prompts for one picture: {@code a cat AND a dog:0.5}. Each pulls the picture its own way
 * (composable diffusion, Liu et al. 2022, eq. 11), as strongly as the number at its end says.
 */
public final class Composition {
  /** Each costs a call of the network. */
  private static final int MAX_PROMPTS = 8;

  private static final Pattern AND = Pattern.compile("\\bAND\\b");
  private static final Pattern WEIGHT =
      Pattern.compile("(.*?)\\s*:\\s*([-+]?(?:\\d+\\.?\\d*|\\.\\d+))\\s*", Pattern.DOTALL);

  /** One of them; 1 is the usual weight. */
  public record Member(String prompt, double weight) {}

  private Composition() {}

  /** A prompt's members, at least one; what comes after the eighth belongs to it. */
  public static List<Member> parse(String prompt) {
    String[] texts = AND.split(prompt, MAX_PROMPTS);
    if (texts.length == 1) {
      return List.of(new Member(prompt, 1));
    }
    List<Member> members = new ArrayList<>();
    for (String text : texts) {
      Matcher weighted = WEIGHT.matcher(text);
      members.add(
          weighted.matches()
              ? new Member(weighted.group(1).strip(), Double.parseDouble(weighted.group(2)))
              : new Member(text.strip(), 1));
    }
    return List.copyOf(members);
  }
}
